import Glibc

/// What `lstat` says of one name: enough to see whether the file has been touched since.
struct FileStatus: Hashable, Sendable {
    /// What stands at the name.
    enum Kind: Sendable {
        case file, symlink, directory, pipe, socket, device
    }

    /// Kind and permissions, as the kernel has them.
    var mode: UInt32
    var device: UInt64
    var inode: UInt64
    var user: UInt32
    var group: UInt32
    var size: Int64
    /// When the content or anything of the inode last changed; nobody can set this one.
    var changed: FileTime
    /// When the content last changed, or what somebody set.
    var modified: FileTime

    init(
        mode: UInt32, device: UInt64, inode: UInt64, user: UInt32, group: UInt32, size: Int64,
        changed: FileTime, modified: FileTime
    ) {
        self.mode = mode
        self.device = device
        self.inode = inode
        self.user = user
        self.group = group
        self.size = size
        self.changed = changed
        self.modified = modified
    }

    init(_ status: stat) {
        self.init(
            mode: status.st_mode, device: UInt64(truncatingIfNeeded: status.st_dev),
            inode: UInt64(truncatingIfNeeded: status.st_ino), user: status.st_uid, group: status.st_gid,
            size: Int64(status.st_size), changed: FileTime(status.st_ctim), modified: FileTime(status.st_mtim))
    }

    var kind: Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFLNK: .symlink
        case S_IFDIR: .directory
        case S_IFIFO: .pipe
        case S_IFSOCK: .socket
        default: .device
        }
    }

    /// Whether git would call the file executable: its owner may run it.
    var isExecutable: Bool { mode & S_IXUSR != 0 }

    /// Whether this is the same file in the same state, as far as can be told without reading it.
    ///
    /// The device is left out: it may be numbered otherwise after a restart.
    func matches(_ other: FileStatus) -> Bool {
        changed == other.changed && modified == other.modified && inode == other.inode && size == other.size
            && mode == other.mode
    }
}

/// A moment on the file system's clock.
struct FileTime: Hashable, Comparable, Sendable {
    var seconds: Int64
    var nanoseconds: Int64

    init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    init(_ time: timespec) {
        self.init(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    /// What the kernel would stamp a file with now.
    ///
    /// The coarse clock, which lags behind the exact one by up to a tick, is the one that file times are taken from.
    static var now: FileTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return FileTime(time)
    }

    static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
