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

extension BenchWorkspace {
    /// Each round commits a plan and carries its run to the end, and in turn does the same by `make`.
    ///
    /// - Returns: The median of the rounds' ratios to `make`.
    func compareRuns(rounds: Int, size: Int, per unit: String, make: () throws -> Void) async throws -> Double {
        let compared = try await Comparison.inTurn(rounds: rounds, with: "make", per: size, unit) { round in
            try commitPlan(round)
        } ours: {
            var options = options
            options.once = true
            let outcome = try await WorkspaceDaemon(location, options: options).run()
            guard outcome.allSucceeded else {
                print("the run did not succeed: \(outcome.runs)")
                exit(1)
            }
        } theirs: {
            try make()
        }
        return compared.ratio
    }
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
