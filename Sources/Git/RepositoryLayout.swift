import Glibc

/// Where the parts of a repository lie.
struct RepositoryLayout: Hashable, Sendable {
    /// HEAD, index and what else belongs to one work tree.
    var gitDirectory: String
    /// Objects, refs and config; the same, unless this is a linked work tree.
    var commonDirectory: String
    /// The directory in which `.git` was found, if it was.
    var workTree: String?
    /// The `.git` file that led here, if one did.
    var gitFile: String?

    /// Finds the repository at a path: a work tree, a git directory, a linked work tree or a bare repository.
    ///
    /// Does not climb, and does not look at the environment.
    static func find(at path: String) throws(GitError) -> RepositoryLayout? {
        let operation = "open repository"
        guard let path = FileSystem.canonical(path) else { return nil }
        let dotGit = path + "/.git"
        if isGitDirectory(dotGit) { return try layout(dotGit, workTree: path, gitFile: nil) }
        if let text = try FileSystem.line(dotGit, operation) {
            guard text.hasPrefix("gitdir:") else {
                throw GitError(.notARepository, operation: operation, message: "\(dotGit) names no git directory")
            }
            let named = text.dropFirst("gitdir:".count).drop { $0 == " " }
            let target = FileSystem.resolve(String(named), from: path)
            guard let directory = FileSystem.canonical(target), isGitDirectory(directory) else {
                throw GitError(
                    .notARepository, operation: operation,
                    message: "\(dotGit) names \(target), which is not a git directory",
                    hint: "the repository was moved or removed; 'git worktree repair' there mends a moved one")
            }
            return try layout(directory, workTree: path, gitFile: dotGit)
        }
        guard isGitDirectory(path) else { return nil }
        return try layout(path, workTree: nil, gitFile: nil)
    }

    private static func layout(
        _ gitDirectory: String, workTree: String?, gitFile: String?
    ) throws(GitError) -> RepositoryLayout {
        let operation = "open repository"
        let git = FileSystem.canonical(gitDirectory) ?? gitDirectory
        var common = git
        if let named = try FileSystem.line(git + "/commondir", operation) {
            let target = FileSystem.resolve(named, from: git)
            guard let directory = FileSystem.canonical(target), isGitDirectory(directory) else {
                throw GitError(
                    .notARepository, operation: operation,
                    message: "\(git)/commondir names \(target), which is not a git directory")
            }
            common = directory
        }
        return RepositoryLayout(gitDirectory: git, commonDirectory: common, workTree: workTree, gitFile: gitFile)
    }

    /// Git's own test: a HEAD, and objects and refs here or in the common directory.
    private static func isGitDirectory(_ path: String) -> Bool {
        guard FileSystem.exists(path + "/HEAD"), FileSystem.isDirectory(path) else { return false }
        if FileSystem.exists(path + "/commondir") { return true }
        return FileSystem.isDirectory(path + "/objects") && FileSystem.isDirectory(path + "/refs")
    }
}
