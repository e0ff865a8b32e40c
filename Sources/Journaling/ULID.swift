public import Pipelines

/// Names that sort by the time they were made: 48 bits of milliseconds and 80 random ones, in 26 characters of
/// Crockford's base 32.
public enum ULID {
    /// The length of every such name.
    public static let length = 26

    /// Makes a name.
    ///
    /// - Parameters:
    ///   - instant: before 1970 counts as 1970, and what 48 bits cannot hold as the last instant they can.
    ///   - randomness: the first 10 bytes are taken; missing ones are zeros.
    public static func make(at instant: Instant, randomness: [UInt8]) -> String {
        let time = UInt64(max(0, min(instant.milliseconds, lastMillisecond)))
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: time >> (40 - 8 * UInt64($0))) }
        bytes += randomness.prefix(10)
        bytes += [UInt8](repeating: 0, count: 16 - bytes.count)
        // 128 bits in groups of five from the right: the first character has three.
        let characters = (0..<length).map { index -> UInt8 in
            let end = 128 - 5 * (length - 1 - index)
            var value = 0
            for bit in max(0, end - 5)..<end { value = value << 1 | Int(bytes[bit / 8] >> (7 - bit % 8) & 1) }
            return alphabet[value]
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// Makes a name from the system's source of randomness.
    public static func make(at instant: Instant) -> String {
        make(at: instant, randomness: (0..<10).map { _ in UInt8.random(in: 0...255) })
    }

    /// When a name was made, or `nil` when it is no such name. Either case of letters will do.
    public static func instant(of name: some StringProtocol) -> Instant? {
        guard name.utf8.count == length else { return nil }
        var time: Int64 = 0
        for (index, byte) in name.utf8.enumerated() {
            let upper = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 0x20 : byte
            guard let value = alphabet.firstIndex(of: upper), index > 0 || value < 8 else { return nil }
            if index < 10 { time = time << 5 | Int64(value) }
        }
        return Instant(milliseconds: time)
    }

    private static let lastMillisecond: Int64 = (1 << 48) - 1
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}
