import Digests
import GitNames

/// A git index, format version 2 (gitformat-index(5)), made for the agent's git to read.
enum GitIndexFile {
    /// The whole file for these files, which must be in the order of the bytes of their paths.
    ///
    /// A file without a known status gets zeros, upon which git reads it to see.
    static func bytes(for files: [TrackedFile]) -> [UInt8] {
        // Per file 62 bytes, the path, and up to eight NULs; 12 before them and the hash behind.
        let capacity = files.reduce(32) { $0 + 70 + $1.path.bytes.count }
        return ByteWriter.bytes(capacity: capacity) { out in
            out.append(Array("DIRC".utf8))
            out.append(bigEndian: UInt32(2))
            out.append(bigEndian: UInt32(files.count))
            for file in files {
                let start = out.count
                append(file.status, mode: file.mode, to: &out)
                out.append(file.id)
                let path = file.path.bytes
                out.append(bigEndian: UInt16(min(path.count, 0xfff)))
                out.append(path)
                // One to eight NULs, so that entries begin at multiples of eight.
                out.append(zeros: 8 - (out.count - start) % 8)
            }
            out.append(SHA1.hash(out.written))
        }
    }

    /// ctime, mtime, dev, ino, mode, uid, gid, size: each cut to 32 bits, as git does.
    private static func append(_ status: FileStatus?, mode: FileMode, to out: inout ByteWriter) {
        guard let status else {
            out.append(zeros: 24)
            out.append(bigEndian: UInt32(mode.rawValue))
            out.append(zeros: 12)
            return
        }
        append(status.changed, to: &out)
        append(status.modified, to: &out)
        out.append(bigEndian: UInt32(truncatingIfNeeded: status.device))
        out.append(bigEndian: UInt32(truncatingIfNeeded: status.inode))
        out.append(bigEndian: UInt32(mode.rawValue))
        out.append(bigEndian: status.user)
        out.append(bigEndian: status.group)
        out.append(bigEndian: UInt32(truncatingIfNeeded: status.size))
    }

    private static func append(_ time: FileTime, to out: inout ByteWriter) {
        out.append(bigEndian: UInt32(truncatingIfNeeded: time.seconds))
        out.append(bigEndian: UInt32(truncatingIfNeeded: time.nanoseconds))
    }
}
