/// Masks secrets in bytes that come piece by piece, however the pieces are cut.
///
/// Held back is what may be the beginning of a secret: at most as much as the longest form of one.
public struct MaskingStream: Sendable {
    private let mask: SecretMask
    private var plainNode: Int32 = 0
    private var encodedNode: Int32 = 0
    /// Line ends in a row, of which base64 has at most a carriage return and a line feed.
    private var lineEnds = 0
    private var held: [UInt8] = []
    /// For each byte that is held the number of the secret that it belongs to, or 0; empty while there is none.
    private var owners: [UInt16] = []
    /// Whose byte was the last that was let go.
    private var lastOwner: UInt16 = 0

    /// Begins a stream.
    public init(_ mask: SecretMask) { self.mask = mask }

    /// Takes the next bytes and lets go of those that are settled.
    public mutating func append(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) -> Void) {
        guard !mask.isEmpty else { return sink(bytes) }
        for byte in bytes {
            held.append(byte)
            if !owners.isEmpty { owners.append(0) }
            plainNode = mask.plain.step(plainNode, byte)
            if let found = mask.plain.longest(at: plainNode) {
                cover(found.length, mask.number(ofPlain: found.pattern))
            }
            if byte.isLineEnd {
                lineEnds += 1
                if lineEnds > 2 { encodedNode = 0 }
            } else {
                lineEnds = 0
                encodedNode = mask.encoded.step(encodedNode, byte)
                if let found = mask.encoded.longest(at: encodedNode) {
                    cover(heldLength(ofEncoded: found.length), mask.number(ofEncoded: found.pattern))
                }
            }
        }
        let open = max(
            Int(mask.plain.depths[Int(plainNode)]), heldLength(ofEncoded: Int(mask.encoded.depths[Int(encodedNode)])))
        release(held.count - open, sink)
    }

    /// Lets go of the rest.
    public mutating func finish(_ sink: (UnsafeRawBufferPointer) -> Void) {
        release(held.count, sink)
        (plainNode, encodedNode, lineEnds, lastOwner) = (0, 0, 0, 0)
    }

    /// How many of the last bytes hold so many that are no line ends.
    private func heldLength(ofEncoded count: Int) -> Int {
        var left = count
        var position = held.count
        while left > 0, position > 0 {
            position -= 1
            if !held[position].isLineEnd { left -= 1 }
        }
        return held.count - position
    }

    private mutating func cover(_ count: Int, _ owner: UInt16) {
        if owners.isEmpty { owners = Array(repeating: 0, count: held.count) }
        for position in max(0, held.count - count)..<held.count where owners[position] == 0 { owners[position] = owner }
    }

    private mutating func release(_ count: Int, _ sink: (UnsafeRawBufferPointer) -> Void) {
        guard count > 0 else { return }
        if owners.isEmpty {
            held.withUnsafeBytes { sink(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            lastOwner = 0
        } else {
            var start = 0
            while start < count {
                let owner = owners[start]
                let end = owners[start..<count].firstIndex { $0 != owner } ?? count
                if owner == 0 {
                    held.withUnsafeBytes { sink(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
                } else if owner != lastOwner {
                    mask.label(owner).withUnsafeBytes(sink)
                }
                lastOwner = owner
                start = end
            }
            owners.removeFirst(count)
            if owners.allSatisfy({ $0 == 0 }) { owners = [] }
        }
        held.removeFirst(count)
    }
}
