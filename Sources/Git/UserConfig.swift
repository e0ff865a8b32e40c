import Glibc

/// The config files outside a repository, read as data.
enum UserConfig {
    /// The files, weakest first: the system's, then the user's two.
    static func files() -> [String] {
        var files = ["/etc/gitconfig"]
        let home = variable("HOME")
        if let base = variable("XDG_CONFIG_HOME") ?? home.map({ $0 + "/.config" }) {
            files.append(base + "/git/config")
        }
        if let home { files.append(home + "/.gitconfig") }
        return files
    }

    /// What they state, weakest first. A file that cannot be read or is malformed states nothing.
    static func settings(gitDirectory: String? = nil, branch: String? = nil) -> [ConfigText.Setting] {
        files().flatMap { ConfigIncludes(gitDirectory: gitDirectory, branch: branch).settings(of: $0) }
    }

    /// A path with a leading `~/` made whole.
    static func expand(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = variable("HOME") else { return path }
        return home + path.dropFirst()
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
