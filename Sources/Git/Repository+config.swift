import GitNames

extension Repository {
    /// The value of a setting, such as `user.email`, or `nil` when it is not set. Data only: nothing here obeys it.
    ///
    /// As git has it: the system's file, the user's two, the repository's and the work tree's, with what they
    /// include; the last one wins. Section and name are of either case; a setting without a value is `true`. The
    /// environment has no say (`GIT_CONFIG_*`), and a file that cannot be read counts as empty.
    public func config(_ key: String) throws(GitError) -> String? { try value(of: key, ownOnly: false) }

    /// The value that the repository's config and its work tree's give a setting, the user's and the system's left out.
    public func ownConfig(_ key: String) throws(GitError) -> String? { try value(of: key, ownOnly: true) }

    private func value(of key: String, ownOnly: Bool) throws(GitError) -> String? {
        guard let dot = key.firstIndex(of: "."), let last = key.lastIndex(of: ".") else {
            throw GitError(.invalid, operation: "read config", message: "'\(key)' has no section")
        }
        // A subsection, between the first dot and the last one, keeps its case.
        let wanted = key[..<dot].lowercased() + key[dot..<last] + key[last...].lowercased()
        let branch: String? = if case .branch(let name, _)? = try? head() { name.branchName } else { nil }
        let includes = ConfigIncludes(gitDirectory: gitDirectory, branch: branch)
        var settings = ownOnly ? [] : UserConfig.settings(gitDirectory: gitDirectory, branch: branch)
        settings += includes.settings(of: commonDirectory + "/config")
        if format.hasWorkTreeConfig { settings += includes.settings(of: gitDirectory + "/config.worktree") }
        return settings.last { $0.key == wanted }.map { $0.value ?? "true" }
    }
}
