import Daemon
import Git
import Glibc
import TaskDaemonTesting

/// A temporary workspace that is trusted and has one pipeline, started by each plan that is committed.
struct BenchWorkspace {
    let repository: TemporaryRepository
    let location: WorkspaceLocation
    let environment: [String: String]

    init(pipeline: String) throws {
        repository = try TemporaryRepository()
        environment = [
            "HOME": repository.home, "PATH": "/usr/local/bin:/usr/bin:/bin",
            "XDG_STATE_HOME": repository.home + "/state", "XDG_CONFIG_HOME": repository.home + "/config",
        ]
        _ = try repository.commit("pipeline", [".taskdaemon/pipelines/bench.yml": pipeline])
        location = try WorkspaceLocation.find(from: repository.path, environment: environment)
        var trust = TrustRecord()
        trust.isTrusted = true
        try trust.save(to: location.state)
    }

    var options: DaemonOptions {
        var options = DaemonOptions(environment: environment)
        options.userConfig = Array("trust: workspace\n".utf8)
        if getenv("BENCH_REPORT") != nil { options.report = { print($0) } }
        return options
    }

    /// Sets the cursors: what is committed from here on counts.
    func baseline() async throws {
        var options = options
        options.once = true
        _ = try await WorkspaceDaemon(location, options: options).run()
    }

    func commitPlan(_ number: Int) throws {
        _ = try repository.commit("plan \(number)", ["plans/plan-\(number).md": "# Plan: number \(number)\n"])
    }
}

/// The middle of some figures.
func median(_ figures: [Double]) -> Double {
    let sorted = figures.sorted()
    return sorted.isEmpty ? .nan : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

func rounded(_ figure: Double) -> String {
    let hundredths = abs(Int((figure * 100).rounded()))
    return (figure < 0 ? "-" : "") + "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}

/// How long something takes, in milliseconds.
func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    let taken = ContinuousClock.now - start
    return Double(taken.components.seconds) * 1000 + Double(taken.components.attoseconds) / 1e15
}

/// Runs a program to its end and answers whether it succeeded.
func succeeds(_ program: String, _ arguments: [String], in directory: String) throws -> Bool {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    // The directory goes in by `env -C`: Swift does not see the spawn action for it.
    var pointers = (["env", "-C", directory, program] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    guard posix_spawnp(&child, "env", &actions, nil, &pointers, environ) == 0 else { return false }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status == 0
}
