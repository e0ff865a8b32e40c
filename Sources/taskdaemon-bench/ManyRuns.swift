import Daemon
import Journaling
import Pipelines
import Reporting
import TaskDaemonTesting

/// Many runs that are asked for at once and then wait: what it costs to start one of them, and to read one, where there
/// are few and where there are many.
struct ManyRuns {
    let size: Int

    func run(rounds: Int) async throws {
        var starts: [Double] = []
        var reads: [Double] = []
        for round in 1...rounds {
            let few = try await measure(max(1, size / 8))
            let many = try await measure(size)
            starts.append(many.start / few.start)
            reads.append(many.read / few.read)
            print(
                "round \(round): start \(rounded(few.start)) ms a run of \(max(1, size / 8)), \(rounded(many.start)) ms of "
                    + "\(size); read \(rounded(few.read)) ms and \(rounded(many.read)) ms")
        }
        print(
            "runs: one of \(size) costs \(rounded(median(starts))) of one of few to start, \(rounded(median(reads))) to read"
        )
    }

    /// Milliseconds for each of so many runs.
    private func measure(_ count: Int) async throws -> (start: Double, read: Double) {
        let workspace = try BenchWorkspace(
            pipeline: """
                name: wait
                start_on: [{event: bench.asked}]
                stages:
                  - name: only
                    loop_type: shell
                    run: ["true"]
                    triggers: [{manual: {approval_required: true}}]

                """)
        try await workspace.baseline()
        let inbox = Inbox(try workspace.repository.open())
        let at = Instant(milliseconds: 1_700_000_000_000)
        for _ in 1...count {
            try inbox.write(InboxRequest(ulid: ULID.make(at: at), type: "bench.asked", by: "bench", at: at))
        }
        var options = workspace.options
        options.once = true
        let start = try await milliseconds {
            _ = try await WorkspaceDaemon(workspace.location, options: options).run()
        }
        let reader = try WorkspaceReader(at: workspace.repository.path)
        var found = 0
        let read = try await milliseconds { found = try reader.runs().runs.count }
        guard found == count else {
            print("\(found) runs were started, not \(count)")
            return (.nan, .nan)
        }
        return (start / Double(count), read / Double(count))
    }
}
