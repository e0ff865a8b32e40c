import GitNames
import Glibc

/// What a work tree held when it was last known, kept out of reach of what runs in it.
///
/// The work tree's own `.git/index` serves the agent's git and is never read by us.
struct TrustedIndex: Sendable {
    /// The tree that these files are.
    var tree: ObjectID
    /// In the order of the bytes of their paths.
    var files: [TrackedFile]
    /// The permissions of the directories that we made.
    var directoryMode: UInt32

    /// Whether one of the files has this path.
    func holds(_ path: [UInt8]) -> Bool {
        let position = firstPosition(from: path)
        return position < files.count && files[position].path.bytes == path
    }

    /// Whether any of the files lies below this path.
    func isDirectory(_ path: [UInt8]) -> Bool {
        let prefix = path + [UInt8(ascii: "/")]
        let position = firstPosition(from: prefix)
        return position < files.count && files[position].path.bytes.starts(with: prefix)
    }

    /// The first place whose path does not come before this one.
    private func firstPosition(from path: [UInt8]) -> Int {
        var low = 0
        var high = files.count
        while low < high {
            let middle = (low + high) / 2
            if files[middle].path.bytes.lexicographicallyPrecedes(path) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Forgets what the disk held for files that could still change without its showing.
    ///
    /// A file written in the same tick of the clock in which it was looked at keeps its times; so whatever changed at
    /// `moment` or later, when the looking began, is read again next time.
    mutating func distrust(since moment: FileTime) {
        for index in files.indices {
            if let status = files[index].status, Self.couldHide(status.changed, from: moment) {
                files[index].status = nil
                files[index].isPristine = false
            }
        }
    }

    private static func couldHide(_ changed: FileTime, from moment: FileTime) -> Bool {
        // No nanoseconds at all: a file system that keeps seconds, or every other one.
        if changed.nanoseconds == 0 { return changed.seconds + 2 > moment.seconds }
        return changed >= moment
    }

    /// Waits out the tick of the clock in which the last file was written, so that any later change will show.
    ///
    /// For files that we wrote ourselves and nobody has had access to since.
    mutating func settle() {
        let newest = files.lazy.compactMap(\.status?.changed).max()
        var pause = timespec(tv_sec: 0, tv_nsec: 1_000_000)
        // A tick has at most ten milliseconds; a clock that was set back is not waited for.
        for _ in 0..<20 {
            guard let newest, newest >= .now else { break }
            nanosleep(&pause, nil)
        }
        distrust(since: .now)
    }
}
