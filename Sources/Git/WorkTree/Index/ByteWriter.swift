/// Bytes being put together for a binary file.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Appends a number, least significant byte first.
    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends a number, most significant byte first, as git's formats have it.
    mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        append(number.byteSwapped)
    }
}

/// A binary file being read from its start; every step says `nil` beyond the end.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The next `count` bytes.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.endIndex - position else { return nil }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    /// The next number, least significant byte first.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        guard let raw = take(MemoryLayout<Number>.size) else { return nil }
        return raw.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
    }
}
