import Digests
import GitNames
import TaskDaemonTesting
import Testing

/// The names of objects that are decided upon before they are written.
@Suite struct ObjectDraftTests {
    private static let ada = Identity(name: "Ada <L>", email: "ada@example.com")

    @Test(
        "a draft's id is the one that git gives it",
        arguments: ["one line", "subject\n\nbody\n\n\n", "", "ünïcode\n\n✓", "null\0inside", "x\r\ny"])
    func ids(message: String) throws {
        let repository = try TemporaryRepository()
        let parent = try repository.commit("start", ["a.txt": "a\n"])
        let tree = try repository.id("HEAD^{tree}")
        let drafts = [
            ObjectDraft.commit(tree: tree, parents: [], by: Self.ada, at: 1_700_000_000, message: message),
            ObjectDraft.commit(tree: tree, parents: [parent, parent], by: Self.ada, at: 0, message: message),
            ObjectDraft.tag(
                name: "taskdaemon/r/one.1", target: parent, by: Self.ada, at: 1_700_000_000, message: message),
        ]
        for draft in drafts {
            let output = try repository.tryGit(
                ["hash-object", "-t", draft.kind.rawValue, "-w", "--stdin"], input: draft.content)
            #expect(output.status == 0, "\(output.complaint)")
            #expect(output.text == draft.id.hex)
        }
        #expect(try repository.tryGit(["fsck", "--strict"]).status == 0)
    }

    @Test("SHA-1 of the standard's examples")
    func sha1() {
        func hex(_ text: String) -> String? { ObjectID(bytes: SHA1.hash(Array(text.utf8)))?.hex }
        #expect(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(
            hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
        #expect(hex(String(repeating: "a", count: 1_000_000)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
    }
}
