/// SHA-1 (FIPS 180-4), which ends a git index; libgit2 only hashes whole objects.
///
/// For formats that demand it, never for trust.
struct SHA1 {
    private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) =
        (0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0)

    private init() {}

    /// The 20 bytes for a message.
    static func hash(_ message: [UInt8]) -> [UInt8] {
        var hasher = SHA1()
        let whole = message.count / 64 * 64
        var tail = Array(message[whole...])
        tail.append(0x80)
        tail.append(contentsOf: repeatElement(0, count: (120 - tail.count % 64) % 64))
        let bits = UInt64(message.count) * 8
        tail.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) })
        message.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<whole])) }
        tail.withUnsafeBytes { hasher.update($0) }
        let (a, b, c, d, e) = hasher.state
        return [a, b, c, d, e].flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
        }
    }

    private mutating func update(_ blocks: UnsafeRawBufferPointer) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { words in
            for start in stride(from: 0, to: blocks.count, by: 64) {
                for index in 0..<16 {
                    let word = blocks.loadUnaligned(fromByteOffset: start + index * 4, as: UInt32.self)
                    words[index] = UInt32(bigEndian: word)
                }
                for index in 16..<80 {
                    let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
                    words[index] = Self.rotate(mixed, 1)
                }
                mix(words)
            }
        }
    }

    private mutating func mix(_ words: UnsafeMutableBufferPointer<UInt32>) {
        var (a, b, c, d, e) = state
        for index in 0..<80 {
            let function: UInt32
            let constant: UInt32
            switch index {
            case 0..<20: (function, constant) = (b & c | ~b & d, 0x5a82_7999)
            case 20..<40: (function, constant) = (b ^ c ^ d, 0x6ed9_eba1)
            case 40..<60: (function, constant) = (b & c | b & d | c & d, 0x8f1b_bcdc)
            default: (function, constant) = (b ^ c ^ d, 0xca62_c1d6)
            }
            let next = Self.rotate(a, 5) &+ function &+ e &+ constant &+ words[index]
            (a, b, c, d, e) = (next, a, Self.rotate(b, 30), c, d)
        }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
    }

    private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
