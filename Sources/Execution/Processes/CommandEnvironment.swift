/// The environment that a command is given: little, and known.
public enum CommandEnvironment {
    /// Passed to every command.
    public static let always: Set<String> = ["PATH", "HOME", "LANG", "TERM", "TMPDIR", "USER"]

    /// What of the daemon's environment a command sees, and what is added for it.
    ///
    /// Nothing that begins with `GIT_` is passed, even when it is listed: it would point the command's git at another
    /// repository. The daemon's own `TASKDAEMON_` variables are not passed either.
    ///
    /// - Parameters:
    ///   - names: the names in the loop's `env`.
    ///   - environment: the daemon's.
    ///   - added: the `TASKDAEMON_` variables of this command; they win.
    public static func make(
        passing names: [String], from environment: [String: String], adding added: [String: String]
    ) -> [String: String] {
        let passed = always.union(names)
        let kept = environment.filter { name, _ in
            passed.contains(name) && !name.hasPrefix("GIT_") && !name.hasPrefix("TASKDAEMON_")
        }
        return kept.merging(added.filter { !$0.key.hasPrefix("GIT_") }) { _, added in added }
    }
}
