import Glibc

/// Whether a repository may be worked with although anybody could have made it: git's `safe.directory` rule.
enum RepositoryOwnership {
    /// Refuses a repository that belongs to another user and that this user has not declared safe.
    static func check(_ layout: RepositoryLayout) throws(GitError) {
        let paths = [layout.gitFile, layout.workTree, layout.gitDirectory].compactMap { $0 }
        guard let foreign = paths.first(where: { !isOwned($0) }) else { return }
        let place = layout.workTree ?? layout.gitDirectory
        guard !isDeclaredSafe(place) else { return }
        throw GitError(
            .unsafeOwnership, operation: "open repository",
            message: "\(foreign) belongs to another user, who could have put anything into it",
            hint: "if you trust it: git config --global --add safe.directory '\(place)'")
    }

    private static func isOwned(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        if status.st_uid == geteuid() { return true }
        guard geteuid() == 0, let text = getenv("SUDO_UID"), let user = uid_t(String(cString: text)) else {
            return false
        }
        return status.st_uid == user
    }

    private static func isDeclaredSafe(_ place: String) -> Bool {
        var safe = false
        // Only the user's and the system's files count: a repository cannot vouch for itself.
        for setting in UserConfig.settings() where setting.key == "safe.directory" {
            switch setting.value {
            case nil, "": safe = false
            case "*": safe = true
            case let path?:
                let expanded = UserConfig.expand(path)
                if expanded.hasSuffix("/*") {
                    safe = safe || place.hasPrefix(expanded.dropLast())
                } else {
                    safe = safe || expanded == place || FileSystem.canonical(expanded) == place
                }
            }
        }
        return safe
    }
}
