import Glibc

extension OpenDirectory {
    /// Lets the owner into all directories below a name, and gives these permissions on the files there.
    ///
    /// Links are left alone, and so is what is more than 64 directories deep.
    func widenTree(_ name: [UInt8], files wanted: mode_t) throws(FileError) {
        guard try status(name)?.kind == .directory else { return }
        var chain = DirectoryChain(root: try accessibleDirectory(name))
        var pending: [(path: [UInt8], depth: Int)] = [([], 0)]
        while let (path, depth) = pending.popLast() {
            let directory = try chain.directory(at: path[...])
            for child in try directory.names() {
                guard let status = try directory.status(child) else { continue }
                switch status.kind {
                case .directory where depth < 64:
                    if status.mode & S_IRWXU != S_IRWXU { try directory.widenAccess(child) }
                    pending.append((path.isEmpty ? child : path + [UInt8(ascii: "/")] + child, depth + 1))
                case .file where status.mode & wanted != wanted:
                    try directory.widenAccess(child)
                case .file, .directory, .symlink, .pipe, .socket, .device:
                    continue
                }
            }
        }
    }
}
