import CLinux
import Glibc

/// A directory held open, so that what is done in it cannot be led elsewhere by changing its path.
///
/// Every call takes one name of an entry, never a path, and never follows a symbolic link at that name.
final class OpenDirectory: Sendable {
    let descriptor: Int32

    /// Takes a descriptor over, which is closed with this object.
    init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a directory by its path; the last component must not be a symbolic link.
    static func open(path: String) throws(FileError) -> OpenDirectory {
        try open(Array(path.utf8), in: AT_FDCWD)
    }

    /// Opens a directory that is not in question by its path, through links as well.
    static func open(trusted path: String) throws(FileError) -> OpenDirectory {
        try open(Array(path.utf8), in: AT_FDCWD, noFollow: 0)
    }

    /// Opens a directory in this one.
    func directory(_ name: [UInt8]) throws(FileError) -> OpenDirectory {
        try Self.open(name, in: descriptor)
    }

    /// Opens a directory in this one whatever its permissions say: they are widened for the owner first.
    func accessibleDirectory(_ name: [UInt8]) throws(FileError) -> OpenDirectory {
        do throws(FileError) {
            let opened = try directory(name)
            opened.widenOwnAccess(S_IRWXU)
            return opened
        } catch  where error.code == EACCES {
            try widenAccess(name)
            return try directory(name)
        }
    }

    /// Gives the owner these permissions on the directory itself, if they are lacking; a refusal shows later.
    func widenOwnAccess(_ wanted: mode_t) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & wanted != wanted else { return }
        fchmod(descriptor, status.st_mode & 0o7777 | wanted)
    }

    /// Its permissions.
    var permissions: UInt32 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_mode & 0o7777 : 0o700
    }

    /// Gives it exactly these permissions, and takes attributes from it that would pass on to what is made in it.
    func setPermissions(_ wanted: UInt32) throws(FileError) {
        // Access lists of a directory are inherited; everything else here shows in the permissions.
        let code = linux_drop_access_lists(descriptor)
        guard code == 0 else { throw FileError("fremovexattr", code: code) }
        guard permissions != wanted else { return }
        guard fchmod(descriptor, wanted) == 0 else { throw FileError("fchmod") }
    }

    /// The names in it, in no order, without `.` and `..`.
    func names() throws(FileError) -> [[UInt8]] {
        // A descriptor of its own has a reading position of its own.
        let own = try Self.open([UInt8(ascii: ".")], in: descriptor)
        let copy = dup(own.descriptor)
        guard copy >= 0 else { throw FileError("dup") }
        guard let stream = fdopendir(copy) else {
            let error = FileError("fdopendir")
            close(copy)
            throw error
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FileError("readdir") }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                let bytes = UnsafeRawPointer(field)
                return [UInt8](
                    UnsafeRawBufferPointer(start: bytes, count: strlen(bytes.assumingMemoryBound(to: CChar.self))))
            }
            if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
        }
    }

    /// What stands at a name, or `nil` when nothing does.
    func status(_ name: [UInt8]) throws(FileError) -> FileStatus? {
        var status = stat()
        guard name.asCString({ fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
            let error = FileError("fstatat")
            if error.code == ENOENT { return nil }
            throw error
        }
        return FileStatus(status)
    }

    /// Makes a directory; `EEXIST` when anything stands at the name.
    func makeDirectory(_ name: [UInt8]) throws(FileError) {
        guard name.asCString({ mkdirat(descriptor, $0, 0o777) }) == 0 else { throw FileError("mkdirat") }
    }

    /// Opens a directory in this one, having made it when nothing stood there.
    func directoryMaking(_ name: [UInt8]) throws(FileError) -> OpenDirectory {
        do throws(FileError) {
            return try directory(name)
        } catch  where error.code == ENOENT {
            try makeDirectory(name)
            return try directory(name)
        }
    }

    /// Lets the owner read, write and enter what stands at a name, without following a symbolic link.
    func widenAccess(_ name: [UInt8]) throws(FileError) {
        // fchmodat cannot be told not to follow links on every kernel: an O_PATH descriptor pins the inode instead.
        let pathOnly: Int32 = 0o10_000_000
        let pinned = name.asCString { openat(descriptor, $0, pathOnly | O_NOFOLLOW | O_CLOEXEC) }
        guard pinned >= 0 else { throw FileError("openat") }
        let held = OpenDirectory(adopting: pinned)
        var status = stat()
        guard fstat(held.descriptor, &status) == 0 else { throw FileError("fstat") }
        guard status.st_mode & S_IFMT != S_IFLNK else { throw FileError("chmod", code: ELOOP) }
        let wanted = status.st_mode & S_IFMT == S_IFDIR ? S_IRWXU : S_IRUSR | S_IWUSR
        guard chmod("/proc/self/fd/\(held.descriptor)", status.st_mode & 0o7777 | wanted) == 0 else {
            throw FileError("chmod")
        }
    }

    private static func open(
        _ name: [UInt8], in parent: Int32, noFollow: Int32 = O_NOFOLLOW
    ) throws(FileError) -> OpenDirectory {
        while true {
            let descriptor = name.asCString {
                openat(parent, $0, O_RDONLY | O_DIRECTORY | noFollow | O_CLOEXEC)
            }
            if descriptor >= 0 { return OpenDirectory(adopting: descriptor) }
            let error = FileError("openat")
            guard error.code == EINTR else { throw error }
        }
    }
}

extension [UInt8] {
    /// Lends the bytes with a NUL behind them; a NUL among them ends the name early, so there must be none.
    func asCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        var terminated = self
        terminated.append(0)
        return terminated.withUnsafeBytes { bytes in
            // Never empty, so the address is there; an empty name is what an unbound one falls back to.
            guard let start = bytes.baseAddress else { return "".withCString(body) }
            return body(start.assumingMemoryBound(to: CChar.self))
        }
    }
}
