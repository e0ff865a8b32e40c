import Glibc

/// Reading and writing small files of a git directory, with errors that name the path.
enum FileSystem {
    /// A whole regular file, or `nil` when there is none (a directory is none).
    ///
    /// Never waits: a FIFO or a device in the place of a file is an error. With `head`, only so many bytes of it.
    static func read(
        _ path: String, limit: Int = 256 << 20, _ operation: String, head: Int = .max
    ) throws(GitError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            if errno == ELOOP {
                throw GitError(
                    .invalid, operation: operation, message: "\(path) is a symbolic link that leads to itself")
            }
            throw GitError.system(errno, operation, path: path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw GitError.system(errno, operation, path: path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            if status.st_mode & S_IFMT == S_IFDIR { return nil }
            throw GitError(.invalid, operation: operation, message: "\(path) is not a regular file")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: max(512, min(Int(status.st_size) + 1, 1 << 20, head)))
        while bytes.count < head {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw GitError.system(errno, operation, path: path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw GitError(.limitExceeded, operation: operation, message: "\(path) is larger than \(limit) bytes")
            }
        }
        return bytes
    }

    /// A small text file without the white space around it, or `nil` when there is none.
    static func line(_ path: String, _ operation: String) throws(GitError) -> String? {
        guard let bytes = try read(path, limit: 1 << 20, operation) else { return nil }
        let white: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
        let trimmed = bytes.drop(while: white).reversed().drop(while: white).reversed()
        return String(decoding: Array(trimmed), as: UTF8.self)
    }

    /// The names in a directory but `.` and `..`, in no order, or `nil` when there is no such directory.
    static func names(in directory: String, _ operation: String) throws(GitError) -> [[UInt8]]? {
        guard let stream = opendir(directory) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw GitError.system(errno, operation, path: directory)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
        }
        return names
    }

    /// Whether a directory is at the path, following links.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether anything is at the path, not following links.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Writes all bytes to a descriptor.
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, path: String, _ operation: String
    ) throws(GitError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw GitError.system(errno, operation, path: path) }
            written += count
        }
    }

    /// Makes a directory and those above it; what is there already is fine.
    static func makeDirectories(_ path: String, _ operation: String) throws(GitError) {
        if isDirectory(path) { return }
        let parent = directory(of: path)
        if !isDirectory(parent), parent != path { try makeDirectories(parent, operation) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw GitError.system(errno, operation, path: path) }
        if GitLibrary.durability == .power { try synchronise(parent, operation) }
    }

    /// Sees to it that a file's content, or a directory's names, are on the disk.
    static func synchronise(_ path: String, _ operation: String) throws(GitError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GitError.system(errno, operation, path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw GitError.system(errno, operation, path: path) }
    }

    /// The path up to its last slash; `.` when it has none.
    static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` as seen from `base`, unless it is absolute.
    static func resolve(_ path: String, from base: String) -> String {
        path.hasPrefix("/") ? path : base + "/" + path
    }

    /// The path without links, `.` and `..`, or `nil` when nothing is there.
    static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
