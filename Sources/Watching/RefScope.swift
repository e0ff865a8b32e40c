import GitNames

/// Which refs are watched.
public struct RefScope: Hashable, Sendable {
    /// What names must start with, one of these; empty means `refs/`.
    public var prefixes: [String]
    /// What names must not start with; of a whole directory, written with the slash at its end.
    public var ignoring: [String]

    /// States a scope.
    public init(prefixes: [String] = [], ignoring: [String] = []) {
        self.prefixes = prefixes
        self.ignoring = ignoring
    }

    /// Everything but what only the daemon writes, and writes often: its journals, cursors and tags.
    public static let workspace = RefScope(
        ignoring: [
            "refs/taskdaemon/journal/", "refs/taskdaemon/cursor/", "refs/taskdaemon/tags/", "refs/tags/taskdaemon/",
        ])

    /// Whether a ref is in scope.
    public func contains(_ name: String) -> Bool {
        (prefixes.isEmpty || prefixes.contains { name.hasPrefix($0) }) && !ignoring.contains { name.hasPrefix($0) }
    }

    /// Whether refs in scope can be in a directory, given as `refs/heads/`.
    func reaches(_ directory: String) -> Bool {
        (prefixes.isEmpty || prefixes.contains { directory.hasPrefix($0) || $0.hasPrefix(directory) })
            && !ignoring.contains { directory.hasPrefix($0) }
    }
}
