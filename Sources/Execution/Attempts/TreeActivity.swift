import Glibc

/// Looks for signs of life in a work tree: whether anything in it was changed lately.
enum TreeActivity {
    /// The most files that are looked at; beyond it the answer is what was found so far.
    static let limit = 500_000

    /// Whether a file or directory of the tree was made, removed or changed since then, by the kernel's own record.
    ///
    /// What a command does in the private `.git` counts as well. Stops at the first change that it finds.
    ///
    /// - Parameter since: milliseconds since 1970.
    static func hasChange(in root: String, since: Int64) -> Bool {
        var left = limit
        return walk(AT_FDCWD, root, since, &left, depth: 0)
    }

    private static func walk(_ parent: Int32, _ name: String, _ since: Int64, _ left: inout Int, depth: Int) -> Bool {
        let opened = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard opened >= 0 else { return false }
        guard let directory = fdopendir(opened) else {
            close(opened)
            return false
        }
        defer { closedir(directory) }
        var status = stat()
        if fstat(opened, &status) == 0, status.changed >= since { return true }
        while left > 0, let entry = readdir(directory) {
            let child = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard child != ".", child != ".." else { continue }
            left -= 1
            guard fstatat(opened, child, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if status.changed >= since { return true }
            if status.st_mode & S_IFMT == S_IFDIR, depth < 200, walk(opened, child, since, &left, depth: depth + 1) {
                return true
            }
        }
        return false
    }
}

extension stat {
    /// When it was last changed, in milliseconds since 1970.
    fileprivate var changed: Int64 { Int64(st_ctim.tv_sec) * 1000 + Int64(st_ctim.tv_nsec) / 1_000_000 }
}
