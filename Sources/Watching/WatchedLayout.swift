import Glibc

/// Which directories of a repository tell that refs or HEADs moved, and what each name in them means.
struct WatchedLayout {
    /// What an event makes uncertain.
    enum Meaning: Equatable {
        /// Nothing that is watched for.
        case nothing
        /// The refs whose names start with this.
        case refs(prefix: String)
        /// All refs.
        case everything
        /// The HEADs of work trees.
        case heads
    }

    /// The common git directory.
    let root: String
    let scope: RefScope

    /// What of a directory that is made must be watched: itself and all that is below it, to that depth.
    private static let deepest = 64

    /// Files beside HEAD that say what a detached HEAD is for.
    private static let headFiles: Set<String> = ["HEAD", "rebase-merge", "rebase-apply", "BISECT_START"]

    /// What it means that a name came to, or went from, a watched directory.
    func meaning(of name: String, isDirectory: Bool, in directory: String) -> Meaning {
        if directory == root {
            if name == "packed-refs" || name == "refs" { return .everything }
            return Self.headFiles.contains(name) || name == "worktrees" ? .heads : .nothing
        }
        if directory == root + "/worktrees" { return isDirectory ? .heads : .nothing }
        if directory.hasPrefix(root + "/worktrees/") { return Self.headFiles.contains(name) ? .heads : .nothing }
        guard !name.hasSuffix(".lock"), directory.hasPrefix(root + "/refs") else { return .nothing }
        let path = directory.dropFirst(root.count + 1) + "/" + name
        if isDirectory { return scope.reaches(path + "/") ? .refs(prefix: path + "/") : .nothing }
        return scope.contains(String(path)) ? .refs(prefix: String(path)) : .nothing
    }

    /// Whether a directory is one to be watched.
    func isWatched(_ directory: String) -> Bool {
        if directory == root || directory == root + "/worktrees" { return true }
        if directory.hasPrefix(root + "/worktrees/") {
            return !directory.dropFirst(root.count + 11).contains("/")
        }
        guard directory == root + "/refs" || directory.hasPrefix(root + "/refs/") else { return false }
        return scope.reaches(directory.dropFirst(root.count + 1) + "/")
    }

    /// Calls `watch` for a directory and then for those below it that are to be watched.
    ///
    /// In this order a directory that is made meanwhile is either listed or reported. What cannot be listed is gone.
    func watch(from directory: String, _ watch: (String) -> Void) {
        var pending = [(directory, 0)]
        while let (directory, depth) = pending.popLast() {
            guard isWatched(directory), depth < Self.deepest else { continue }
            watch(directory)
            let names = directory == root ? ["refs", "worktrees"] : Self.directories(in: directory)
            for name in names.sorted().reversed() where Self.isDirectory(directory + "/" + name) {
                pending.append((directory + "/" + name, depth + 1))
            }
        }
    }

    private static func directories(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let type = Int32(entry.pointee.d_type)
            guard type == Int32(DT_DIR) || type == Int32(DT_UNKNOWN) else { continue }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
