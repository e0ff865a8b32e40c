/// The ignore files that apply in one directory: its own, and those of all directories above.
///
/// Only `.gitignore` files count. What a repository's `info/exclude`, a user's `core.excludesFile` or flags in an index
/// say is never asked.
struct IgnoreRules: Sendable {
    private var files: [(directoryLength: Int, file: IgnoreFile)] = []

    /// Whether the directory itself is ignored, so that everything new in it is.
    private(set) var isWithinIgnored = false

    /// The rules with those of one more directory, of a path of this many bytes with its slash.
    func adding(_ file: IgnoreFile, directoryLength: Int) -> IgnoreRules {
        guard !file.patterns.isEmpty else { return self }
        var more = self
        more.files.append((directoryLength, file))
        return more
    }

    /// The rules in a directory that is ignored.
    var withinIgnored: IgnoreRules {
        var within = self
        within.isWithinIgnored = true
        return within
    }

    /// Whether a path, from the root and directly in the directory of these rules, is ignored.
    func ignores(_ path: [UInt8], isDirectory: Bool) -> Bool {
        if isWithinIgnored { return true }
        for (length, file) in files.reversed() {
            if let verdict = file.verdict(path: path[length...], isDirectory: isDirectory) { return verdict }
        }
        return false
    }
}
