import Daemon
import Foundation
import Git
import GitNames
import Glibc
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// The real program, killed without warning while commands run.
@Suite("A daemon that is killed")
struct KillTests {
    /// The program beside the tests; `nil` where it was not built.
    private static var program: String? {
        var directory = URL(filePath: Swift.CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<4 {
            let file = directory.appending(path: "taskdaemon").path
            if FileManager.default.isExecutableFile(atPath: file), !file.hasSuffix(".build/taskdaemon") { return file }
            directory.deleteLastPathComponent()
        }
        let debug = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/debug/taskdaemon").path
        return FileManager.default.isExecutableFile(atPath: debug) ? debug : nil
    }

    /// What the last program said.
    private static let errors = NSTemporaryDirectory() + "taskdaemon-kill-\(getpid()).log"

    private func start(_ program: String, _ arguments: [String], _ environment: [String: String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, Self.errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var pid: pid_t = 0
        let argv = ([program] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        try #require(posix_spawn(&pid, program, &actions, nil, argv, envp) == 0)
        return pid
    }

    /// Waits for a process without a thread of its own; its exit status, negative for a signal.
    private func end(of pid: pid_t) async throws -> Int32 {
        var status: Int32 = 0
        let deadline = ContinuousClock.now + .seconds(60)
        while waitpid(pid, &status, WNOHANG) == 0 {
            guard ContinuousClock.now < deadline else {
                kill(pid, SIGKILL)
                throw Overdue(description: "process \(pid) did not end")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
    }

    @Test("no command outlives it, and the next one finishes what it had begun")
    func killed() async throws {
        guard let program = Self.program else {
            print("skipped: the program is not built")
            return
        }
        let workshop = try Workshop()
        let side = try workshop.side()
        let mark = "taskdaemon-kill-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(
            atPath: workshop.repository.home + "/config/taskdaemon", withIntermediateDirectories: true)
        try Data(workshop.userConfig.utf8).write(
            to: URL(filePath: workshop.repository.home + "/config/taskdaemon/config.yml"))
        try await workshop.define(
            """
              - name: each
                loop_type: shell
                for_each: '["a", "b", "c", "d", "e"]'
                parallel_instances: 3
                run: |
                  echo $TASKDAEMON_RUN.$TASKDAEMON_INSTANCE >> \(side)/starts
                  setsid sh -c 'sleep 300; : \(mark)' &
                  sleep 0.1; : \(mark)
                  echo $TASKDAEMON_RUN > $TASKDAEMON_INSTANCE.txt
            """)
        var survivors = 0
        for round in 1...20 {
            try workshop.plan("# Plan: Round \(round)\n\nAll of it.\n")
            let daemon = try start(program, ["-C", workshop.repository.path, "daemon"], workshop.environment)
            try await Task.sleep(for: .milliseconds(Int.random(in: 30...900)))
            kill(daemon, SIGKILL)
            #expect(try await end(of: daemon) == -SIGKILL)
            try await workshop.until("no command of it is left") { processes(with: mark).isEmpty }
            survivors += processes(with: mark).count
            let done = try workshop.runs().flatMap { run in
                run.instances(named: "each").filter { $0.value.result != nil }.map { "\(run.id).\($0.key)" }
            }
            let before = try starts(side)
            let next = try start(program, ["-C", workshop.repository.path, "daemon", "--once"], workshop.environment)
            let status = try await end(of: next)
            let said = (try? String(contentsOfFile: Self.errors, encoding: .utf8)) ?? ""
            #expect(status == 0, "round \(round): \(said.suffix(2000))")
            let runs = try workshop.runs()
            #expect(runs.count == round)
            #expect(runs.allSatisfy { $0.status == .succeeded }, "\(runs.map(\.blockers))")
            let after = try starts(side)
            for name in done { #expect(after[name] == before[name], "\(name) was run again") }
        }
        #expect(survivors == 0)
        #expect(try workshop.complaints() == "")
    }

    private func starts(_ side: String) throws -> [String: Int] {
        let text = (try? String(contentsOfFile: side + "/starts", encoding: .utf8)) ?? ""
        return Dictionary(text.split(separator: "\n").map { (String($0), 1) }, uniquingKeysWith: +)
    }
}

extension Run {
    func instances(named stage: StageName) -> InstanceTable {
        stages[stage]?.instances ?? [:]
    }
}
