import Daemon
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
        var ratios: [Double] = []
        for round in 1...rounds {
            try workspace.commitPlan(round)
            var options = workspace.options
            options.once = true
            var outcome: DaemonOutcome?
            let ours = try await milliseconds {
                outcome = try await WorkspaceDaemon(workspace.location, options: options).run()
            }
            guard outcome?.allSucceeded == true else {
                print("round \(round): the run did not succeed: \(outcome.map { "\($0.runs)" } ?? "")")
                exit(1)
            }
            let theirs = try await milliseconds { try make.run(jobs: 10) }
            ratios.append(ours / theirs)
            print(
                "round \(round): taskdaemon \(rounded(ours / Double(size))) ms/instance, make \(rounded(theirs / Double(size))) ms/target, ratio \(rounded(ours / theirs))"
            )
        }
        print("fan-out of \(size), 10 at a time: median ratio to make -j10 \(rounded(median(ratios)))")
    }
}
