import Glibc

/// The settings of a config file and of the files it includes, where git would read them.
///
/// `include.path` and `includeIf` with `gitdir:`, `gitdir/i:` and `onbranch:`; ten deep, regular files only.
struct ConfigIncludes {
    /// What `gitdir:` is matched with.
    var gitDirectory: String?
    /// What `onbranch:` is matched with.
    var branch: String?

    /// What the file states, its includes in place. What cannot be read states nothing.
    func settings(of path: String, depth: Int = 0) -> [ConfigText.Setting] {
        guard depth < 10, let bytes = try? FileSystem.read(path, limit: 4 << 20, "read config"),
            let text = try? ConfigText(bytes)
        else { return [] }
        var settings: [ConfigText.Setting] = []
        for setting in text.settings {
            settings.append(setting)
            guard let value = setting.value, includes(setting.key, from: path) else { continue }
            let target = FileSystem.resolve(UserConfig.expand(value), from: FileSystem.directory(of: path))
            settings += self.settings(of: target, depth: depth + 1)
        }
        return settings
    }

    private func includes(_ key: String, from path: String) -> Bool {
        if key == "include.path" { return true }
        guard key.hasPrefix("includeif."), key.hasSuffix(".path") else { return false }
        let condition = key.dropFirst("includeif.".count).dropLast(".path".count)
        if condition.hasPrefix("gitdir:") {
            return matches(condition.dropFirst("gitdir:".count), gitDirectory, from: path, flags: 0)
        }
        if condition.hasPrefix("gitdir/i:") {
            return matches(condition.dropFirst("gitdir/i:".count), gitDirectory, from: path, flags: 1 << 4)
        }
        if condition.hasPrefix("onbranch:") {
            let pattern = condition.dropFirst("onbranch:".count)
            return matches(pattern.hasSuffix("/") ? pattern + "**" : pattern, branch, flags: 0)
        }
        return false
    }

    private func matches(_ condition: Substring, _ directory: String?, from path: String, flags: Int32) -> Bool {
        var pattern = UserConfig.expand(String(condition))
        if pattern.hasPrefix("./") {
            pattern = FileSystem.directory(of: path) + pattern.dropFirst()
        } else if !pattern.hasPrefix("/") {
            pattern = "**/" + pattern
        }
        if pattern.hasSuffix("/") { pattern += "**" }
        return matches(pattern[...], directory, flags: flags)
    }

    /// Matches as git does for the patterns people write: `**` spans slashes, a leading `**/` also spans nothing.
    private func matches(_ pattern: Substring, _ text: String?, flags: Int32) -> Bool {
        guard let text else { return false }
        // fnmatch's `*` spans slashes without FNM_PATHNAME, so `**` is the same; a single `*` must not.
        if !pattern.contains("**") { return fnmatch(String(pattern), text, flags | FNM_PATHNAME) == 0 }
        if pattern.hasPrefix("**/"), fnmatch(String(pattern.dropFirst(3)), text, flags) == 0 { return true }
        return fnmatch(String(pattern), text, flags) == 0
    }
}
