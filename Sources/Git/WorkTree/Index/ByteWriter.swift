import GitNames
import Glibc

/// Bytes being put together for a binary file whose length is known beforehand.
struct ByteWriter {
    private var next: UnsafeMutableRawPointer
    private let start: UnsafeMutableRawPointer
    private let end: UnsafeMutableRawPointer

    /// Gives the bytes that `body` appends, at most `capacity`.
    static func bytes(capacity: Int, _ body: (inout ByteWriter) -> Void) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let start = UnsafeMutableRawBufferPointer(buffer).baseAddress else { return }
            var writer = ByteWriter(next: start, start: start, end: start + capacity)
            body(&writer)
            count = writer.count
        }
    }

    private init(next: UnsafeMutableRawPointer, start: UnsafeMutableRawPointer, end: UnsafeMutableRawPointer) {
        self.next = next
        self.start = start
        self.end = end
    }

    /// How many bytes there are so far.
    var count: Int { next - start }

    /// The bytes so far.
    var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    mutating func append(_ more: [UInt8]) {
        take(more.count)
        more.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress { memcpy(next - bytes.count, from, bytes.count) }
        }
    }

    /// Appends so many zeros.
    mutating func append(zeros count: Int) {
        take(count)
        memset(next - count, 0, count)
    }

    /// Appends a number, least significant byte first.
    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        let size = MemoryLayout<Number>.size
        take(size)
        (next - size).storeBytes(of: number.littleEndian, as: Number.self)
    }

    /// Appends a number, most significant byte first, as git's formats have it.
    mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) { append(number.byteSwapped) }

    /// Moves on by so many bytes, which the caller fills.
    private mutating func take(_ count: Int) {
        precondition(count <= end - next, "more bytes than were asked for")
        next += count
    }
}

extension ByteWriter {
    /// Appends an object's name.
    mutating func append(_ id: ObjectID) {
        take(20)
        id.store(to: next - 20)
    }
}

/// A binary file being read from its start; every step says `nil` beyond the end.
///
/// Lives no longer than the bytes that it reads.
struct ByteReader {
    private var next: UnsafeRawPointer
    private let end: UnsafeRawPointer

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return nil }
        next = start
        end = start + bytes.count
    }

    /// Whether there is nothing more.
    var isAtEnd: Bool { next == end }

    /// The next `count` bytes.
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= end - next else { return nil }
        defer { next += count }
        return UnsafeRawBufferPointer(start: next, count: count)
    }

    /// The next number, least significant byte first.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard size <= end - next else { return nil }
        defer { next += size }
        return Number(littleEndian: next.loadUnaligned(as: Number.self))
    }

    /// The next object's name.
    mutating func id() -> ObjectID? {
        guard 20 <= end - next else { return nil }
        defer { next += 20 }
        return ObjectID(loadedFrom: next)
    }
}
