import Foundation

/// A repository in which the clock stands still, one instance runs at a time, and git is told who commits and when: what
/// commands say there is the same every time, down to the commits' names, once `stable` has put the rest into words.
struct StillWorkspace {
    /// The program, in whose `work` the repository is.
    let program: BuiltProgram

    /// Makes an empty repository, without a commit.
    init() throws {
        program = try BuiltProgram()
        try program.git("init", "--quiet")
    }

    /// Ends a daemon that is left, and removes everything.
    func remove() {
        _ = try? program("stop")
        program.remove()
    }

    /// Runs the program at an hour; without one at that at which everything is looked at.
    func callAsFunction(_ arguments: [String], hour: Int = 6) throws -> BuiltProgram.Result {
        try program.run(arguments, environment: Self.environment(hour: hour))
    }

    /// Runs git at an hour.
    func git(_ arguments: [String], hour: Int = 6) throws {
        let result = try program.git(arguments, environment: Self.environment(hour: hour))
        guard result.status == 0 else { throw Failure(description: "git \(arguments): \(result.error)") }
    }

    /// Commits everything that is there.
    func commit(_ message: String, hour: Int = 6) throws {
        try git(["add", "--all"], hour: hour)
        try git(["commit", "--quiet", "-m", message], hour: hour)
    }

    private static func environment(hour: Int) -> [String: String] {
        let time = "2026-01-02T0\(hour):04:05Z"
        return [
            "TASKDAEMON_TESTING_NOW": time, "GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time,
            "TASKDAEMON_MAX_PARALLEL": "1",
        ]
    }

    /// It could not be made.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
