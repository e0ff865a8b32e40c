/// The SHA-1 hash function (FIPS 180-4), by which git names objects.
///
/// For git's names alone; it resists no attacker.
public enum SHA1 {
    /// The 20 bytes of the hash of `bytes`.
    public static func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
        if let hash = bytes.withContiguousStorageIfAvailable({ hash(UnsafeRawBufferPointer($0)) }) { return hash }
        return Array(bytes).withUnsafeBytes { hash($0) }
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var state = State()
        let whole = bytes.count / 64 * 64
        // What is left over, a one bit, zeros, and the number of bits in the last eight bytes: one block or two.
        var last = Array(bytes[whole...])
        last.append(0x80)
        while last.count % 64 != 56 { last.append(0) }
        let bits = UInt64(bytes.count) &* 8
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            last.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { schedule in
            state.compress(UnsafeRawBufferPointer(rebasing: bytes[..<whole]), schedule)
            last.withUnsafeBytes { state.compress($0, schedule) }
        }
        return state.words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    /// The five words of the hash so far.
    private struct State {
        private var a: UInt32 = 0x6745_2301
        private var b: UInt32 = 0xefcd_ab89
        private var c: UInt32 = 0x98ba_dcfe
        private var d: UInt32 = 0x1032_5476
        private var e: UInt32 = 0xc3d2_e1f0

        var words: [UInt32] { [a, b, c, d, e] }

        /// Takes whole blocks of 64 bytes in (section 6.1.2).
        mutating func compress(_ blocks: UnsafeRawBufferPointer, _ schedule: UnsafeMutableBufferPointer<UInt32>) {
            for start in stride(from: 0, to: blocks.count, by: 64) {
                for index in 0..<16 {
                    schedule[index] = UInt32(
                        bigEndian: blocks.loadUnaligned(fromByteOffset: start &+ 4 &* index, as: UInt32.self))
                }
                for index in 16..<80 {
                    let word =
                        schedule[index &- 3] ^ schedule[index &- 8] ^ schedule[index &- 14] ^ schedule[index &- 16]
                    schedule[index] = word << 1 | word >> 31
                }
                let before = self
                for index in 0..<20 { turn(d ^ (b & (c ^ d)), 0x5a82_7999 &+ schedule[index]) }
                for index in 20..<40 { turn(b ^ c ^ d, 0x6ed9_eba1 &+ schedule[index]) }
                for index in 40..<60 { turn((b & c) | (d & (b | c)), 0x8f1b_bcdc &+ schedule[index]) }
                for index in 60..<80 { turn(b ^ c ^ d, 0xca62_c1d6 &+ schedule[index]) }
                a = a &+ before.a
                b = b &+ before.b
                c = c &+ before.c
                d = d &+ before.d
                e = e &+ before.e
            }
        }

        private mutating func turn(_ mix: UInt32, _ addend: UInt32) {
            let next = (a << 5 | a >> 27) &+ mix &+ e &+ addend
            (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, next)
        }
    }
}
