import Glibc

/// What a directory holds, each name with what `lstat` says of it, in the order of git's trees.
///
/// A directory stands as if its name ended in a slash: whoever goes into directories as they come meets all paths in
/// the order of their bytes. The names lie one behind the other in one buffer, since most of them are never needed by
/// themselves.
struct DirectoryListing {
    private struct Entry {
        var start: Int
        var length: Int
        var status: Int
        var isDirectory: Bool
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []
    private var statuses: [FileStatus] = []

    /// How many names there are.
    var count: Int { entries.count }

    /// The name at a place.
    func name(_ index: Int) -> [UInt8] {
        let entry = entries[index]
        return Array(names[entry.start..<(entry.start + entry.length)])
    }

    /// What `lstat` said of the name at a place.
    func status(_ index: Int) -> FileStatus { statuses[entries[index].status] }

    /// Whether a name is here.
    func contains(_ name: [UInt8]) -> Bool {
        entries.contains { $0.length == name.count && names[$0.start..<($0.start + $0.length)].elementsEqual(name) }
    }

    /// How the name at a place stands to another one: negative when it comes first, 0 when both are the same name and
    /// both directories or both none.
    func order(
        _ index: Int, to other: UnsafeBufferPointer<UInt8>, isDirectory: Bool
    ) -> Int32 {
        let entry = entries[index]
        return names.withUnsafeBufferPointer { names in
            Self.order(
                UnsafeBufferPointer(rebasing: names[entry.start..<(entry.start + entry.length)]), entry.isDirectory,
                other, isDirectory)
        }
    }

    private static func order(
        _ left: UnsafeBufferPointer<UInt8>, _ leftIsDirectory: Bool, _ right: UnsafeBufferPointer<UInt8>,
        _ rightIsDirectory: Bool
    ) -> Int32 {
        let common = min(left.count, right.count)
        if common > 0, let start = left.baseAddress, let other = right.baseAddress {
            let order = memcmp(start, other, common)
            if order != 0 { return order }
        }
        let slash = Int32(UInt8(ascii: "/"))
        let next = common < left.count ? Int32(left[common]) : leftIsDirectory ? slash : 0
        let otherNext = common < right.count ? Int32(right[common]) : rightIsDirectory ? slash : 0
        return next - otherNext
    }

    fileprivate mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ status: FileStatus) {
        entries.append(
            Entry(
                start: names.count, length: name.count, status: statuses.count,
                isDirectory: status.kind == .directory))
        names.append(contentsOf: name)
        statuses.append(status)
    }

    fileprivate mutating func sort() {
        names.withUnsafeBufferPointer { names in
            entries.sort { left, right in
                Self.order(
                    UnsafeBufferPointer(rebasing: names[left.start..<(left.start + left.length)]), left.isDirectory,
                    UnsafeBufferPointer(rebasing: names[right.start..<(right.start + right.length)]), right.isDirectory
                ) < 0
            }
        }
    }
}

extension OpenDirectory {
    /// Reads the directory, but no more than so many names.
    func listing(limit: Int = .max) throws(FileError) -> DirectoryListing {
        // A descriptor of its own has a reading position of its own.
        let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard own >= 0 else { throw FileError("openat") }
        guard let stream = fdopendir(own) else {
            let error = FileError("fdopendir")
            close(own)
            throw error
        }
        defer { closedir(stream) }
        var listing = DirectoryListing()
        var status = stat()
        while listing.count < limit {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FileError("readdir") }
                break
            }
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { continue }
            let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
            let length = strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            let dot = UInt8(ascii: ".")
            if name[0] == dot, length == 1 || (length == 2 && name[1] == dot) { continue }
            let path = UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)
            guard fstatat(descriptor, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                let error = FileError("fstatat")
                if error.code == ENOENT { continue }
                throw error
            }
            listing.add(UnsafeBufferPointer(start: name, count: length), FileStatus(status))
        }
        listing.sort()
        return listing
    }
}
