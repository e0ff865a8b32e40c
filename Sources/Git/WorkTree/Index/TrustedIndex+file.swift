import GitNames

/// The file format: a magic line, the tree, the permissions of directories, a count, the files, and a checksum (FNV-1a
/// over words of eight bytes) over all of it.
///
/// Numbers are little-endian. It is read back only on the machine that wrote it and can be made again at the price of
/// a fresh work tree, so any doubt about it is an error and not something to repair.
extension TrustedIndex {
    private static let magic = Array("taskdaemon work tree 2\n".utf8)

    /// What is known of a file on the disk.
    private enum Knowledge: UInt8 {
        case nothing, status, pristine
    }

    /// The bytes to keep.
    var encoded: [UInt8] {
        // Per file 4 of mode, 20 of id, 4 of length, 1 of knowledge, 68 of status, and the path.
        let capacity = files.reduce(Self.magic.count + 40) { $0 + 97 + $1.path.bytes.count }
        return ByteWriter.bytes(capacity: capacity) { out in
            out.append(Self.magic)
            out.append(tree)
            out.append(directoryMode)
            out.append(UInt64(files.count))
            for file in files {
                out.append(file.mode.rawValue)
                out.append(file.id)
                out.append(UInt32(file.path.bytes.count))
                out.append(file.path.bytes)
                if let status = file.status {
                    out.append((file.isPristine ? Knowledge.pristine : .status).rawValue)
                    out.append(status)
                } else {
                    out.append(Knowledge.nothing.rawValue)
                }
            }
            out.append(Self.checksum(out.written))
        }
    }

    /// Reads the bytes back, or `nil` when they are damaged or of another format.
    init?(encoded: [UInt8]) {
        let index = encoded.withUnsafeBytes { Self.read($0) }
        guard let index else { return nil }
        self = index
    }

    private static func read(_ encoded: UnsafeRawBufferPointer) -> TrustedIndex? {
        guard encoded.count > 8 else { return nil }
        let body = UnsafeRawBufferPointer(rebasing: encoded[..<(encoded.count - 8)])
        var end = ByteReader(UnsafeRawBufferPointer(rebasing: encoded[(encoded.count - 8)...]))
        guard end?.number(UInt64.self) == checksum(body), var reader = ByteReader(body) else { return nil }
        guard reader.take(magic.count).map(Array.init) == magic, let tree = reader.id(),
            let directoryMode = reader.number(UInt32.self), let count = reader.number(UInt64.self)
        else { return nil }
        var index = TrustedIndex(tree: tree, files: [], directoryMode: directoryMode)
        index.files.reserveCapacity(min(Int(clamping: count), encoded.count / 29))
        for _ in 0..<count {
            guard let mode = reader.number(UInt32.self).flatMap(FileMode.init(rawValue:)), let id = reader.id(),
                let length = reader.number(UInt32.self), let path = reader.take(Int(length)),
                let known = reader.number(UInt8.self).flatMap(Knowledge.init(rawValue:))
            else { return nil }
            var file = TrackedFile(path: RawPath(bytes: Array(path)), mode: mode, id: id)
            if known != .nothing {
                guard let status = reader.status() else { return nil }
                file.status = status
                file.isPristine = known == .pristine
            }
            index.files.append(file)
        }
        return reader.isAtEnd ? index : nil
    }

    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        let whole = bytes.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            sum = (sum ^ word) &* 0x100_0000_01b3
            // A product moves upwards only: what is at the top must come down to count in full.
            sum ^= sum >> 32
        }
        for byte in bytes[whole...] { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return sum
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
        append(status.changed)
        append(status.modified)
    }

    private mutating func append(_ time: FileTime) {
        append(UInt64(bitPattern: time.seconds))
        append(UInt64(bitPattern: time.nanoseconds))
    }
}

extension ByteReader {
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
