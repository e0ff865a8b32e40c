import CLibgit2
import GitNames
import Glibc

/// The objects of an object directory that have a file each.
struct LooseObjects {
    let directory: String
    private static let operation = "read object"
    /// No loose object is larger: git packs what is.
    private static let limit = 4 << 30

    /// An object, or `nil` when it has no file.
    func load(_ id: ObjectID) throws(GitError) -> LoadedObject? {
        guard let packed = try FileSystem.read(path(id), limit: Self.limit, Self.operation) else { return nil }
        let inflater = Inflater(packed)
        let (kind, size, start) = try header(id, inflater)
        // What the header claims is only believed as far as zlib could have made it of this file.
        guard size <= max(1 << 20, packed.count * 1_100) else { throw damaged(id) }
        var bytes = start
        bytes.reserveCapacity(size)
        while bytes.count < size {
            guard let more = inflater.next(min(size - bytes.count, 1 << 20)) else { throw damaged(id) }
            bytes += more
        }
        guard bytes.count == size, inflater.isAtEnd() else { throw damaged(id) }
        return try LoadedObject(kind, copying: bytes)
    }

    /// What an object is and how large, or `nil` when it has no file.
    func header(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int)? {
        guard let packed = try FileSystem.read(path(id), limit: Self.limit, Self.operation, head: 4_096) else {
            return nil
        }
        let (kind, size, _) = try header(id, Inflater(packed))
        return (kind, size)
    }

    /// Whether an object has a file.
    func has(_ id: ObjectID) -> Bool { access(path(id), F_OK) == 0 }

    /// `kind size NUL`, and the beginning of the content.
    private func header(
        _ id: ObjectID, _ inflater: Inflater
    ) throws(GitError) -> (kind: ObjectKind, size: Int, start: [UInt8]) {
        guard let head = inflater.next(64), let end = head.firstIndex(of: 0) else { throw damaged(id) }
        let words = head[..<end].split(separator: UInt8(ascii: " "))
        guard words.count == 2, let kind = ObjectKind(rawValue: String(decoding: words[0], as: UTF8.self)),
            let size = Int(String(decoding: words[1], as: UTF8.self)), size >= 0
        else { throw damaged(id) }
        return (kind, size, Array(head[(end + 1)...]))
    }

    private func path(_ id: ObjectID) -> String {
        let hex = id.hex
        return directory + "/" + hex.prefix(2) + "/" + hex.dropFirst(2)
    }

    private func damaged(_ id: ObjectID) -> GitError { ObjectStore.corrupt(id, "is damaged (\(path(id)))") }
}

/// zlib's reading side, which always gets on or says that it cannot.
private final class Inflater {
    /// zlib knows its stream by the address: it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: [UInt8]
    private var consumed = 0
    private var isFinished: Bool

    init(_ input: [UInt8]) {
        self.input = input
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        isFinished = inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) != Z_OK
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Up to `count` bytes more, at least one; `nil` at the end, and where the input is damaged or too short.
    func next(_ count: Int) -> [UInt8]? {
        guard !isFinished, count > 0 else { return nil }
        var status = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: count) { buffer, made in
            input.withUnsafeBufferPointer { bytes in
                // zlib only reads from it, though its type does not say so.
                stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.advanced(by: consumed))
                stream.pointee.avail_in = UInt32(clamping: bytes.count - consumed)
                stream.pointee.next_out = buffer.baseAddress
                stream.pointee.avail_out = UInt32(clamping: count)
                let given = Int(stream.pointee.avail_in)
                status = inflate(stream, Z_NO_FLUSH)
                consumed += given - Int(stream.pointee.avail_in)
                made = count - Int(stream.pointee.avail_out)
            }
        }
        isFinished = status == Z_STREAM_END
        guard status == Z_OK || isFinished, !output.isEmpty else { return nil }
        return output
    }

    /// Whether the content ends here, with a good checksum.
    func isAtEnd() -> Bool { isFinished || (next(1) == nil && isFinished) }
}
