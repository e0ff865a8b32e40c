import Daemon
import Glibc
import TaskDaemonTesting

/// Stages that do nothing, one after the other, against `make` touching a stamp for each.
struct Chain {
    let size: Int

    func run(rounds: Int) async throws {
        var stages = ""
        for number in 1...size {
            stages += "  - {name: s\(number), loop_type: shell, run: [\"true\"]"
            if number > 1 { stages += ", triggers: [{on_completion: {source_stage: s\(number - 1)}}]" }
            stages += "}\n"
        }
        let workspace = try BenchWorkspace(
            pipeline: "name: taskdaemon\nstart_on: [{event: plan.committed}]\nstages:\n" + stages)
        try await workspace.baseline()
        let make = try MakeChain(size: size, beside: workspace)
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
            let theirs = try await milliseconds { try make.run() }
            ratios.append(ours / theirs)
            print(
                "round \(round): taskdaemon \(rounded(ours / Double(size))) ms/stage, make \(rounded(theirs / Double(size))) ms/target, ratio \(rounded(ours / theirs))"
            )
        }
        print("chain of \(size): median ratio to make \(rounded(median(ratios)))")
    }
}

/// The same chain as stamps.
struct MakeChain {
    let directory: String

    init(size: Int, beside workspace: BenchWorkspace) throws {
        directory = workspace.repository.beside("make")
        mkdir(directory, 0o755)
        var text = "all: s\(size)\n"
        for number in 1...size { text += "s\(number):\(number > 1 ? " s\(number - 1)" : "")\n\ttouch $@\n" }
        try write(text)
    }

    init(fanOut size: Int, beside workspace: BenchWorkspace) throws {
        directory = workspace.repository.beside("make")
        mkdir(directory, 0o755)
        let all = (1...size).map { "s\($0)" }.joined(separator: " ")
        try write("all: \(all)\n\(all):\n\ttouch $@\n")
    }

    private func write(_ text: String) throws {
        guard let file = fopen(directory + "/Makefile", "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    func run(jobs: Int = 1) throws {
        _ = try succeeds("sh", ["-c", "rm -f s*"], in: directory)
        guard try succeeds("make", ["-s", "-j\(jobs)"], in: directory) else {
            print("make did not succeed")
            exit(1)
        }
    }
}
