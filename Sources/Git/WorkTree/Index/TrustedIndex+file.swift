import GitNames

/// The file format: a magic line, the tree, a count, the files, and a checksum (FNV-1a) over all of it.
///
/// Numbers are little-endian. It is read back only on the machine that wrote it and can be made again at the price of
/// a fresh work tree, so any doubt about it is an error and not something to repair.
extension TrustedIndex {
    private static let magic = Array("taskdaemon work tree 1\n".utf8)

    /// The bytes to keep.
    var encoded: [UInt8] {
        var out = ByteWriter()
        out.bytes.reserveCapacity(64 + files.count * 160)
        out.append(Self.magic)
        out.append(tree.bytes)
        out.append(UInt64(files.count))
        for file in files {
            out.append(file.mode.rawValue)
            out.append(file.id.bytes)
            out.append(UInt32(file.path.bytes.count))
            out.append(file.path.bytes)
            out.append(UInt32(file.status == nil ? 0 : 1))
            if let status = file.status { out.append(status) }
        }
        out.append(Self.checksum(out.bytes[...]))
        return out.bytes
    }

    /// Reads the bytes back, or `nil` when they are damaged or of another format.
    init?(encoded: [UInt8]) {
        guard encoded.count > 8 else { return nil }
        let body = encoded[..<(encoded.count - 8)]
        var end = ByteReader(encoded[(encoded.count - 8)...])
        guard end.number(UInt64.self) == Self.checksum(body) else { return nil }
        var reader = ByteReader(body)
        guard reader.take(Self.magic.count).map(Array.init) == Self.magic,
            let tree = reader.id(), let count = reader.number(UInt64.self)
        else { return nil }
        self.tree = tree
        files = []
        files.reserveCapacity(min(Int(clamping: count), encoded.count / 32))
        for _ in 0..<count {
            guard let mode = reader.number(UInt32.self).flatMap(FileMode.init(rawValue:)), let id = reader.id(),
                let length = reader.number(UInt32.self), let path = reader.take(Int(length)),
                let known = reader.number(UInt32.self)
            else { return nil }
            var file = TrackedFile(path: RawPath(bytes: Array(path)), mode: mode, id: id)
            if known == 1 {
                guard let status = reader.status() else { return nil }
                file.status = status
            }
            files.append(file)
        }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { buffer in
            var sum: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in buffer { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
            return sum
        }
    }
}

extension ByteWriter {
    fileprivate mutating func append(_ status: FileStatus) {
        append(status.mode)
        append(status.user)
        append(status.group)
        append(status.device)
        append(status.inode)
        append(UInt64(bitPattern: status.size))
        for time in [status.changed, status.modified] {
            append(UInt64(bitPattern: time.seconds))
            append(UInt64(bitPattern: time.nanoseconds))
        }
    }
}

extension ByteReader {
    fileprivate mutating func id() -> ObjectID? { take(20).flatMap { ObjectID(bytes: $0) } }

    fileprivate mutating func status() -> FileStatus? {
        guard let mode = number(UInt32.self), let user = number(UInt32.self), let group = number(UInt32.self),
            let device = number(UInt64.self), let inode = number(UInt64.self), let size = number(UInt64.self),
            let changed = time(), let modified = time()
        else { return nil }
        return FileStatus(
            mode: mode, device: device, inode: inode, user: user, group: group, size: Int64(bitPattern: size),
            changed: changed, modified: modified)
    }

    private mutating func time() -> FileTime? {
        guard let seconds = number(UInt64.self), let nanoseconds = number(UInt64.self) else { return nil }
        return FileTime(seconds: Int64(bitPattern: seconds), nanoseconds: Int64(bitPattern: nanoseconds))
    }
}
