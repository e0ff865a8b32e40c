import Foundation
import JSONValues
import Testing

/// The daemon in the background.
@Suite(.serialized) struct BackgroundTests {
    /// Ends the daemon of a test, however the test ended.
    private func removing(_ program: BuiltProgram) {
        _ = try? program("stop")
        program.remove()
    }

    @Test("start waits until the daemon is ready, twice is once, and stop until it has ended")
    func startAndStop() async throws {
        let program = try BuiltProgram.withRepository()
        defer { removing(program) }
        #expect(try program("stop").output == "no daemon is running here\n")
        #expect(try program("init", "--no-hooks", "--yes").status == 0)
        let started = try program("start", environment: ["GIT_DIR": "/nosuch", "TASKDAEMON_RUN": "x"])
        #expect(started.status == 0, "\(started.error)")
        #expect(started.output.hasPrefix("the daemon is ready (process "))
        let process = try #require(started.output.firstMatch(of: /process (\d+)/)?.1)
        let log = try #require(started.output.firstMatch(of: /its log is (\S+)/)?.1)
        #expect(
            FileManager.default.contents(atPath: String(log)).map { String(decoding: $0, as: UTF8.self) } == "ready\n")
        let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
        #expect(!String(decoding: environment, as: UTF8.self).contains("GIT_DIR"))
        #expect(!String(decoding: environment, as: UTF8.self).contains("TASKDAEMON_RUN"))
        // A session of its own.
        let session = try program.shell("ps -o sid= -p \(process)").output.trimmingCharacters(
            in: .whitespacesAndNewlines)
        #expect(session == process)
        #expect(try program("start").output.hasPrefix("a daemon is running already (process \(process),"))
        #expect(try program("daemon").status == 4)
        try program.write("# Plan: A\n\n## Summary\n\nOne.\n", to: "work/plans/a.md")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "plan")
        try await program.until("the plan's run has ended") {
            try JSON(parsing: try program("status", "--json").output.utf8)["runs"]?.arrayValue?.first?["status"]
                == "succeeded"
        }
        let stopped = try program("stop")
        #expect(stopped.status == 0)
        #expect(stopped.output.hasPrefix("the daemon has ended (process \(process),"))
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(process)/fd/0"))
    }

    @Test("a daemon that cannot start says why")
    func cannotStart() throws {
        let program = try BuiltProgram.withRepository()
        defer { removing(program) }
        try program.shell("mkdir .git/taskdaemon.lock")
        let result = try program("start")
        #expect(result.status == 1)
        #expect(result.error.contains("taskdaemon.lock"))
        #expect(result.error.contains("error: the daemon has ended before it was ready"))
    }

    @Test("a systemd unit is written, never over somebody else's, and nothing is enabled")
    func systemd() throws {
        let program = try BuiltProgram.withRepository()
        defer { removing(program) }
        let result = try program("start", "--systemd")
        #expect(result.status == 0, "\(result.error)")
        let path = try #require(result.output.firstMatch(of: /wrote  (\S+)/)?.1)
        #expect(path.hasPrefix(program.directory + "/.config/systemd/user/taskdaemon-work-"))
        let unit = try #require(
            FileManager.default.contents(atPath: String(path)).map { String(decoding: $0, as: UTF8.self) })
        #expect(unit.contains("ExecStart=\"\(BuiltProgram.path)\" -C \"\(program.work)\" daemon\n"))
        #expect(result.output.contains("systemctl --user enable --now taskdaemon-work-"))
        #expect(try program("start", "--systemd").output.contains("kept   "))
        try Data("[Unit]\n".utf8).write(to: URL(fileURLWithPath: String(path)))
        #expect(try program("start", "--systemd").status == 4)
        #expect(try program("stop").output == "no daemon is running here\n")
    }

    @Test("with hooks.start a commit starts the daemon, which runs what it asks for; without, it does not")
    func hookStarts() async throws {
        let program = try BuiltProgram.withRepository()
        defer { removing(program) }
        #expect(try program("init", "--yes").status == 0)
        try program.write("# Plan: A\n\n## Summary\n\nOne.\n", to: "work/plans/a.md")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "plan")
        try await program.until("the hook has told") { try !program.inbox().isEmpty }
        #expect(try program("stop").output == "no daemon is running here\n")
        try program.write("hooks:\n  start: true\n", to: "work/.taskdaemon/config.yml")
        try program.git("commit", "--quiet", "-am", "config")
        try await program.until("the plan's run has ended") {
            try JSON(parsing: try program("status", "--json").output.utf8)["runs"]?.arrayValue?.first?["status"]
                == "succeeded"
        }
        try await program.until("the inbox is empty") { try program.inbox().isEmpty }
        #expect(try program("stop").output.hasPrefix("the daemon has ended"))
    }

    @Test("a command of a stage states an event in the workspace that it belongs to, and not in its work tree")
    func emitInStage() throws {
        let program = try BuiltProgram.withRepository()
        defer { removing(program) }
        #expect(try program("init", "--no-hooks", "--yes").status == 0)
        try program.write(
            """
            name: build
            start_on: [{event: build.asked}]
            stages:
              - name: make
                loop_type: shell
                run: |
                  mkdir sub && cd sub
                  \(BuiltProgram.path) emit built.well --data '{"by": "'"$TASKDAEMON_STAGE"'"}'

            """, to: "work/.taskdaemon/pipelines/build.yml")
        try program.write(
            """
            name: deploy
            start_on: [{event: built.well, filter: "event.by == 'make'"}]
            stages:
              - {name: go, loop_type: shell, run: echo deployed > out.txt}

            """, to: "work/.taskdaemon/pipelines/deploy.yml")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "two pipelines")
        #expect(try program("trust", "--yes").status == 0)
        #expect(try program("emit", "build.asked").status == 0)
        let daemon = try program("daemon", "--once")
        #expect(daemon.status == 0, "\(daemon.error)")
        let pipelines = try JSON(parsing: try program("status", "--json").output.utf8)["runs"]?.arrayValue?
            .compactMap { $0["pipeline"]?.stringValue }
        #expect(pipelines.map(Set.init) == ["build", "deploy"])
    }

    @Test("an event that is emitted starts what names its type; what it did not start is explained")
    func emit() throws {
        let program = try BuiltProgram.withRepository()
        defer { removing(program) }
        #expect(try program("init", "--no-hooks", "--yes").status == 0)
        try program.write(
            """
            name: deploy
            start_on: [{event: deploy.asked, filter: "event.target == 'live'"}]
            stages:
              - name: go
                loop_type: shell
                run: ["sh", "-c", "cp \\"$TASKDAEMON_INPUT\\" out.json"]
                input_mapping: {mappings: [{from: event.target, to: target}]}

            """, to: "work/.taskdaemon/pipelines/deploy.yml")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "deploy")
        #expect(try program("emit", "a b").status == 2)
        #expect(try program("emit", "plan.committed").status == 2)
        #expect(try program("emit", "x", "--data", "{").status == 2)
        #expect(try program("emit", "x", "--run", "nosuch").status == 3)
        var names: [String] = []
        for target in ["live", "test"] {
            let emitted = try program("emit", "deploy.asked", "--data", "{\"target\": \"\(target)\"}")
            #expect(emitted.status == 0, "\(emitted.error)")
            names.append(String(try #require(emitted.output.firstMatch(of: /as ([0-9A-Z]{26})/)?.1)))
        }
        #expect(try program("why-not", names[1]).output.contains("waits in the inbox"))
        #expect(try program("daemon", "--once").status == 0)
        let run = try #require(
            try JSON(parsing: try program("status", "--json").output.utf8)["runs"]?.arrayValue?.first?["id"]?
                .stringValue)
        #expect(try program.git("show", "taskdaemon/\(run):out.json").output.contains("live"))
        #expect(try program("why-not", names[0]).output.contains("started   \(run)") == true)
        #expect(try program("why-not", names[1]).output.contains("filter_false  event.target == 'live' is false"))
        #expect(try program("why-not", names[1], "--json").output.contains("\"filter_false\""))
    }
}
