import Digests
import GitNames

/// A git index, format version 2 (gitformat-index(5)), made for the agent's git to read.
enum GitIndexFile {
    /// The whole file for these files, which must be in the order of the bytes of their paths.
    ///
    /// A file without a known status gets zeros, upon which git reads it to see.
    static func bytes(for files: [TrackedFile]) -> [UInt8] {
        var out = ByteWriter()
        out.bytes.reserveCapacity(32 + files.count * 120)
        out.append("DIRC".utf8)
        out.append(bigEndian: UInt32(2))
        out.append(bigEndian: UInt32(files.count))
        for file in files {
            let start = out.bytes.count
            append(file.status, mode: file.mode, to: &out)
            out.append(file.id.bytes)
            let path = file.path.bytes
            out.append(bigEndian: UInt16(min(path.count, 0xfff)))
            out.append(path)
            // One to eight NULs, so that entries begin at multiples of eight.
            out.append(repeatElement(0, count: 8 - (out.bytes.count - start) % 8))
        }
        out.append(SHA1.hash(out.bytes))
        return out.bytes
    }

    private static func append(_ status: FileStatus?, mode: FileMode, to out: inout ByteWriter) {
        // ctime, mtime, dev, ino, mode, uid, gid, size: each cut to 32 bits, as git does.
        var fields = [UInt64](repeating: 0, count: 10)
        if let status {
            fields = [
                UInt64(bitPattern: status.changed.seconds), UInt64(bitPattern: status.changed.nanoseconds),
                UInt64(bitPattern: status.modified.seconds), UInt64(bitPattern: status.modified.nanoseconds),
                status.device, status.inode, 0, UInt64(status.user), UInt64(status.group),
                UInt64(bitPattern: status.size),
            ]
        }
        fields[6] = UInt64(mode.rawValue)
        for field in fields { out.append(bigEndian: UInt32(truncatingIfNeeded: field)) }
    }
}
