import Foundation
import JSONValues
import Testing

/// One finished run, accepted in every way; each test in a copy of the workspace.
@Suite(.serialized) struct AcceptTests {
    /// A workspace whose run has succeeded, in `work/demo`.
    private func finished() throws -> BuiltProgram {
        let program = try BuiltProgram()
        let demo = try program("demo", "--directory", "demo")
        try #require(demo.status == 0, "\(demo.error)")
        return program
    }

    private func head(_ program: BuiltProgram, _ revision: String = "main") throws -> String {
        try program.git("-C", "demo", "rev-parse", revision).output
    }

    private func inbox(_ program: BuiltProgram) throws -> [JSON] {
        let text = try program.git("-C", "demo", "for-each-ref", "--format=%(contents)", "refs/taskdaemon/inbox").output
        return try text.split(separator: "\n").map { try JSON(parsing: $0.utf8) }
    }

    @Test("a merge has both parents, brings the files along, and asks for the record of it") func merges() throws {
        let program = try finished()
        defer { program.remove() }
        let old = try head(program)
        let checked = try program("-C", "demo", "accept", "@", "--check", "--json")
        #expect(checked.status == 0, "\(checked.error)")
        let report = try JSON(parsing: checked.output.utf8)
        #expect(report["method"] == "merge")
        #expect(report["possible"] == true)
        #expect(try head(program) == old)
        #expect(try inbox(program).isEmpty)

        let accepted = try program("-C", "demo", "accept", "word")
        #expect(accepted.status == 0, "\(accepted.error)")
        #expect(try program.git("-C", "demo", "status", "--porcelain").output.isEmpty)
        #expect(try head(program, "main^1") == old)
        let run = try program.git("-C", "demo", "for-each-ref", "--format=%(objectname)", "refs/heads/taskdaemon/")
            .output
        #expect(try head(program, "main^2") == run)
        #expect(FileManager.default.fileExists(atPath: program.work + "/demo/wordtool/REPORT.md"))
        let asked = try #require(try inbox(program).first)
        #expect(asked["type"] == "accepted")
        #expect(asked["data"]?["branch"] == "main")
        #expect(asked["data"]?["how"] == "merge")
        #expect(asked["data"]?["commit"]?.stringValue.map { $0 + "\n" } == (try head(program)))

        let again = try program("-C", "demo", "accept", "word")
        #expect(again.status == 0)
        #expect(again.output.hasPrefix("main has word-report-"))
    }

    @Test("a squash is one commit by the user, and accepted again it is there already") func squashes() throws {
        let program = try finished()
        defer { program.remove() }
        let old = try head(program)
        #expect(try program("-C", "demo", "accept", "@", "--squash", "-m", "words").status == 0)
        let shown = try program.git("-C", "demo", "log", "-1", "--format=%P %an %s", "main").output
        #expect(shown == old.dropLast() + " Demo words\n")
        #expect(try program.git("-C", "demo", "diff", "--stat", "main", "HEAD").output.isEmpty)
        let again = try program("-C", "demo", "accept", "@", "--check", "--squash", "--json")
        #expect(try JSON(parsing: again.output.utf8)["method"] == "already_there")
    }

    @Test("a branch that is not checked out moves alone, and no file does") func elsewhere() throws {
        let program = try finished()
        defer { program.remove() }
        try program.git("-C", "demo", "switch", "--quiet", "-c", "mine")
        try program.write("mine\n", to: "work/demo/wordtool/REPORT.md")
        #expect(try program("-C", "demo", "accept", "@", "--ff-only").status == 0)
        #expect(try head(program, "main:wordtool/REPORT.md").isEmpty == false)
        #expect(try program.git("-C", "demo", "status", "--porcelain").output == "?? wordtool/\n")
    }

    @Test("changes and files in the way are named, and nothing is touched") func refused() throws {
        let program = try finished()
        defer { program.remove() }
        let old = try head(program)
        try program.write("mine\n", to: "work/demo/wordtool/REPORT.md")
        try program.write("mine\n", to: "work/demo/README.md")
        let refused = try program("-C", "demo", "accept", "@")
        #expect(refused.status == 4)
        #expect(refused.output.contains("\n    README.md\n    wordtool/REPORT.md\n"))
        #expect(refused.error.hasPrefix("error: there are changes in "))
        #expect(try head(program) == old)
        #expect(try program.git("-C", "demo", "status", "--porcelain").output == " M README.md\n?? wordtool/\n")
        #expect(try inbox(program).isEmpty)
    }

    @Test("a conflict is named in memory, and exits 1") func conflicts() throws {
        let program = try finished()
        defer { program.remove() }
        try program.write("mine\n", to: "work/demo/wordtool/REPORT.md")
        try program.git("-C", "demo", "add", "--all")
        try program.git("-C", "demo", "commit", "--quiet", "-m", "mine")
        let old = try head(program)
        let checked = try program("-C", "demo", "accept", "@", "--check", "--json")
        #expect(checked.status == 1)
        #expect(try JSON(parsing: checked.output.utf8)["conflicts"] == ["wordtool/REPORT.md"])
        #expect(checked.error.contains("conflict in 1 file\nhint: "))
        #expect(try program("-C", "demo", "accept", "@", "--ff-only").status == 4)
        #expect(try head(program) == old)
    }

    @Test("what was laid out before an earlier try ended is taken as it is") func resumed() throws {
        let program = try finished()
        defer { program.remove() }
        let run = try program.git("-C", "demo", "for-each-ref", "--format=%(refname:short)", "refs/heads/taskdaemon/")
        try program.git("-C", "demo", "read-tree", "-m", "-u", "HEAD", run.output.split(separator: "\n").joined())
        #expect(try program("-C", "demo", "accept", "@", "--ff-only").status == 0)
        #expect(try program.git("-C", "demo", "status", "--porcelain").output.isEmpty)
    }

    @Test("a run of a detached HEAD is put onto the branch that is named, also in a bare repository") func detached()
        throws
    {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        try program.git("commit", "--quiet", "--allow-empty", "-m", "start")
        try program.git("checkout", "--quiet", "--detach")
        #expect(try program("init", "--yes").status == 0)
        try program.write("# Plan: A\n\n## Summary\n\nOne.\n", to: "work/plans/a.md")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "plan")
        #expect(try program("daemon", "--once").status == 0)
        let refused = try program("accept", "@")
        #expect(refused.status == 4)
        #expect(
            refused.error.contains("was started from a detached HEAD, not from a branch\nhint: name one: --into main"))
        #expect(try program("accept", "@", "--into", "main").status == 0)
        #expect(try program.git("log", "-1", "--format=%s", "main").output.hasPrefix("Merge run a-"))
        try program.git("clone", "--quiet", "--mirror", ".", "../bare")
        try program.git("-C", "../bare", "update-ref", "refs/heads/main", "main^1")
        #expect(try program("-C", "../bare", "accept", "@", "--into", "main", "--ff-only").status == 0)
    }

    @Test("a branch that is not there is refused with one that is") func unknownBranch() throws {
        let program = try finished()
        defer { program.remove() }
        let refused = try program("-C", "demo", "accept", "@", "--into", "nosuch")
        #expect(refused.status == 3)
        #expect(refused.error == "error: there is no branch 'nosuch'\nhint: name one: --into main\n")
        #expect(try program("-C", "demo", "accept", "@", "--into", "taskdaemon/x").status == 2)
    }
}
