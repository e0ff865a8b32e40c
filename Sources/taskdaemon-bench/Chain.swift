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
        let ratio = try await workspace.compareRuns(rounds: rounds, size: size, per: "stage") { try make.run() }
        print("chain of \(size): median ratio to make \(rounded(ratio))")
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
