import Git
import GitNames
import Glibc
import Testing

@Suite("Private work tree: removing", .serialized)
struct RemoveTests {
    @Test("a removal follows no link and is stopped by no permission")
    func links() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("mkdir -p d/e; printf x > d/e/x")
        let tree = try workspace.checkOut()
        try workspace.agent(
            """
            printf keep > ../outside/keep; ln -s ../outside out; ln -s ../../outside d/out; ln -s / root
            mkfifo pipe; mkdir -p a/b/c; printf x > a/b/c/x; chmod 000 a/b/c a/b d/e; chmod 555 a d; chmod 555 .
            """)
        try tree.remove()
        #expect(access(workspace.treePath, F_OK) != 0)
        #expect(access(tree.index, F_OK) != 0)
        #expect(try workspace.run("cat", workspace.outside + "/keep") == "keep")
        try tree.remove()
    }

    @Test("a link at the path is removed by itself")
    func linkAtPath() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.run("sh", "-c", "printf keep > ../outside/keep; ln -s outside ../tree")
        try PrivateWorkTree.remove(at: workspace.treePath)
        #expect(try workspace.run("ls", workspace.outside) == "keep")
        #expect(access(workspace.treePath, F_OK) != 0)
    }

    @Test("no nesting is too deep")
    func deep() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.run(
            "python3", "-c",
            """
            import os
            os.mkdir('tree'); os.chdir('tree'); os.mkdir('.taskdaemon-removed-1')
            open('.taskdaemon-removed-2', 'w').close(); os.makedirs('.taskdaemon-removed-3/x')
            for i in range(2000):
                os.mkdir('d' * 100); os.mkdir('e'); open('f', 'w').close(); os.chdir('d' * 100)
            """, in: workspace.root)
        try PrivateWorkTree.remove(at: workspace.treePath)
        #expect(access(workspace.treePath, F_OK) != 0)
    }
}
