import Foundation
import JSONValues
import Testing

/// One workspace with one finished run, read in every way.
@Suite(.serialized) struct CascadeTests {
    @Test("the demonstration's run is read here, in a mirror, and with no daemon") func demo() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let demo = try program("demo", "--directory", "demo")
        #expect(demo.status == 0, "\(demo.error)")
        #expect(demo.output.contains("succeeded  plans/word-report.md"))
        try program.git("clone", "--quiet", "--mirror", "demo", "mirror")
        for place in ["demo", "mirror"] {
            let status = try program("-C", place, "status", "--json")
            #expect(status.status == 0, "\(status.error)")
            let run = try #require(try JSON(parsing: status.output.utf8)["runs"]?.arrayValue?.first)
            #expect(run["status"] == "succeeded")
            #expect(run["document"] == "plans/word-report.md")
            #expect(run["stages"]?.arrayValue?.map { $0["name"] } == ["planning", "specification", "implementation"])
            let names = run["stages"]?.arrayValue?.last?["instances"]?.arrayValue?.compactMap {
                $0["name"]?.stringValue
            }
            #expect(names.map(Set.init) == ["words", "samples", "count", "report", "proof"])
            for arguments in [
                ["status", "word"], ["show", "word"], ["show", "word/implementation"], ["log", "word"],
                ["logs", "word/implementation/words"], ["diff", "word"], ["why", "word/implementation/words"],
                ["why-not", "main"], ["doctor", "--json"],
            ] {
                let result = try program("-C", place, arguments[0], arguments[1])
                #expect(result.status == 0, "\(place) \(arguments): \(result.error)")
                #expect(!result.output.isEmpty, "\(place) \(arguments)")
            }
        }
    }

    @Test("a patch in a pipe is one that git takes") func patch() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        #expect(try program("demo", "--directory", "demo").status == 0)
        try program.write(try program("-C", "demo", "diff", "word").output, to: "work/demo/run.patch")
        #expect(try program.git("-C", "demo", "apply", "--check", "run.patch").status == 0)
        let names = try program("-C", "demo", "diff", "word", "--name-only").output.split(separator: "\n")
        #expect(names.contains("wordtool/REPORT.md"))
    }

    @Test("a write command writes one ref, and says that no daemon takes it") func requests() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        #expect(try program("demo", "--directory", "demo").status == 0)
        let dry = try program("-C", "demo", "rollback", "word", "--to", "planning", "--dry-run")
        #expect(dry.status == 0, "\(dry.error)")
        #expect(dry.output.contains("refs/heads/taskdaemon/word-report-"))
        #expect(try program.git("-C", "demo", "for-each-ref", "refs/taskdaemon/inbox").output.isEmpty)
        let refused = try program("-C", "demo", "pause", "word")
        #expect(refused.status == 4)
        #expect(refused.error.contains("cannot pause: the run has ended"))
        let asked = try program("-C", "demo", "rollback", "word", "--to", "planning")
        #expect(asked.status == 0)
        #expect(asked.output.contains("no daemon is running here"))
        let inbox = try program.git("-C", "demo", "for-each-ref", "--format=%(subject)", "refs/taskdaemon/inbox").output
        #expect(inbox.contains("\"type\":\"rollback\""))
        #expect(inbox.contains("Me <me@example.org>") || inbox.contains("Demo <demo@localhost>"))
    }

    @Test("init in an empty repository lets the first commit count") func firstCommit() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        let made = try program("init")
        #expect(made.status == 0, "\(made.error)")
        #expect(made.output.contains("wrote  .taskdaemon/config.yml"))
        try program.write("# Plan: A\n\n## Summary\n\nOne.\n", to: "work/plans/a.md")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "plan")
        let daemon = try program("daemon", "--once")
        #expect(daemon.output.hasPrefix("ready\n"))
        let status = try JSON(parsing: try program("status", "--json").output.utf8)
        #expect(status["runs"]?.arrayValue?.first?["document"] == "plans/a.md")
        #expect(try program("init").output.contains("kept   .taskdaemon/config.yml"))
    }
}
