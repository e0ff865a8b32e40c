/// The beginning and the end of a stream of bytes, each within a limit.
struct HeadAndTail {
    private let headLimit: Int
    private var head: [UInt8] = []
    private var tail: Ring
    /// Of all that was appended.
    private(set) var count = 0

    init(head: Int, tail: Int) {
        headLimit = head
        self.tail = Ring(capacity: tail)
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        let room = min(headLimit - head.count, bytes.count)
        head.append(contentsOf: bytes[..<room])
        tail.append(UnsafeRawBufferPointer(rebasing: bytes[room...]))
    }

    var leftOut: Int { count - head.count - tail.count }

    /// Both, with a line between them if something is missing there.
    func joined() -> [UInt8] {
        guard leftOut > 0 else { return head + tail.bytes }
        return head + Self.notice(of: leftOut, after: head.last) + tail.bytes
    }

    /// A line of its own that says how much is missing.
    static func notice(of count: Int, after last: UInt8?) -> [UInt8] {
        let lineFeed = UInt8(ascii: "\n")
        return Array("\(last == lineFeed || last == nil ? "" : "\n")… \(count) bytes left out …\n".utf8)
    }
}

/// The last bytes of a stream.
struct Ring {
    private let capacity: Int
    private var storage: [UInt8] = []
    /// Where the oldest byte is once the storage is full.
    private var start = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { storage.count }

    var bytes: [UInt8] { Array(storage[start...] + storage[..<start]) }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard capacity > 0 else { return }
        var rest = bytes.suffix(capacity)
        let room = min(capacity - storage.count, rest.count)
        storage.append(contentsOf: rest.prefix(room))
        rest = rest.dropFirst(room)
        while !rest.isEmpty {
            let count = min(capacity - start, rest.count)
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
            storage.withUnsafeMutableBytes {
                UnsafeMutableRawBufferPointer(rebasing: $0[start...]).copyMemory(from: part)
            }
            start = (start + count) % capacity
            rest = rest.dropFirst(count)
        }
    }
}
