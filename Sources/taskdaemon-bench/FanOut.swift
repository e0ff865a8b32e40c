import Glibc
import TaskDaemonTesting

/// Instances that do nothing, ten at a time, against `make -j10` touching a stamp for each.
struct FanOut {
    let size: Int

    func run(rounds: Int) async throws {
        let items = (1...size).map(String.init).joined(separator: ",")
        let workspace = try BenchWorkspace(
            pipeline: """
                name: taskdaemon
                start_on: [{event: plan.committed}]
                stages:
                  - {name: all, loop_type: shell, run: ["true"], parallel_instances: 10, for_each: "[\(items)]"}

                """)
        try await workspace.baseline()
        let make = try MakeChain(fanOut: size, beside: workspace)
        let ratio = try await workspace.compareRuns(rounds: rounds, size: size, per: "instance") {
            try make.run(jobs: 10)
        }
        print("fan-out of \(size), 10 at a time: median ratio to make -j10 \(rounded(ratio))")
    }
}
