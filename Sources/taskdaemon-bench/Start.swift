import Daemon
import Glibc
import Git
import GitNames
import TaskDaemonTesting

/// From the moment a commit's ref has moved to the first instruction of the command, against a bare post-commit hook.
struct Start {
    let size: Int

    func run(rounds: Int) async throws {
        let stamp = "date +%s%N"
        var workspace = try BenchWorkspace(
            pipeline:
                "name: taskdaemon\nstart_on: [{event: plan.committed}]\nstages:\n  - {name: only, loop_type: shell, run: \"true\"}\n"
        )
        let file = workspace.repository.beside("stamp")
        workspace = try BenchWorkspace(
            pipeline: """
                name: taskdaemon
                start_on: [{event: plan.committed}]
                stages:
                  - {name: only, loop_type: shell, run: "\(stamp) > '\(file).new' && mv '\(file).new' '\(file)'"}

                """)
        try await workspace.baseline()
        let hooked = try TemporaryRepository()
        let hookFile = hooked.beside("stamp")
        try hooked.write(".git/hooks/post-commit", Array("#!/bin/sh\n\(stamp) > '\(hookFile)'\n".utf8), mode: 0o755)
        let daemon = WorkspaceDaemon(workspace.location, options: workspace.options)
        let ready = AsyncStream.makeStream(of: Void.self)
        let (location, repository) = (workspace.repository, workspace.repository.path)
        _ = location
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await daemon.run { ready.continuation.yield() } }
            for await _ in ready.stream { break }
            var number = 0
            var ratios: [Double] = []
            for round in 1...rounds {
                var ours: [Double] = []
                var theirs: [Double] = []
                for _ in 1...size {
                    number += 1
                    unlink(file)
                    try workspace.commitPlan(number)
                    ours.append(try await waited(file, ref: repository + "/.git/refs/heads/main"))
                    unlink(hookFile)
                    _ = try hooked.commit("plan \(number)", ["plans/p.md": "\(number)"])
                    theirs.append(try await waited(hookFile, ref: hooked.path + "/.git/refs/heads/main"))
                }
                ratios.append(median(ours) / median(theirs))
                print(
                    "round \(round): ref moved → command: taskdaemon \(rounded(median(ours))) ms, hook \(rounded(median(theirs))) ms, ratio \(rounded(median(ours) / median(theirs)))"
                )
            }
            print("start, \(size) commits a round: median ratio to the hook \(rounded(median(ratios)))")
            daemon.stop()
            try await group.waitForAll()
        }
    }

    /// Milliseconds from the ref's change to the stamp, both by the system's clock.
    private func waited(_ file: String, ref: String) async throws -> Double {
        for _ in 0..<10_000 {
            var status = stat()
            if stat(file, &status) == 0, status.st_size > 10, let text = read(file), let stamp = Double(text) {
                var moved = stat()
                stat(ref, &moved)
                return stamp / 1e6 - (Double(moved.st_ctim.tv_sec) * 1e3 + Double(moved.st_ctim.tv_nsec) / 1e6)
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        print("the command did not start within ten seconds")
        exit(1)
    }

    private func read(_ file: String) -> String? {
        guard let handle = fopen(file, "r") else { return nil }
        defer { fclose(handle) }
        var buffer = [CChar](repeating: 0, count: 64)
        guard fgets(&buffer, 64, handle) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
