/// The name of a git object: the SHA-1 of its content.
///
/// Twenty bytes, compared and hashed as such; its text form is 40 lower-case hexadecimal digits. The all-zero name
/// stands for "no object" in git's own formats and is never made here: absence is `nil`.
public struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    /// Makes a name from its 20 bytes, or `nil` when there are not 20.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 20 else { return nil }
        var high: UInt64 = 0
        var middle: UInt64 = 0
        var low: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 0..<8: high = high << 8 | UInt64(byte)
            case 8..<16: middle = middle << 8 | UInt64(byte)
            default: low = low << 8 | UInt32(byte)
            }
        }
        self.high = high
        self.middle = middle
        self.low = low
    }

    /// Makes a name from 40 hexadecimal digits of either case, or `nil` for any other text.
    public init?(hex: some StringProtocol) {
        let digits = hex.utf8
        guard digits.count == 40 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20)
        var pending: UInt8?
        for digit in digits {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
            default: return nil
            }
            if let first = pending {
                bytes.append(first << 4 | value)
                pending = nil
            } else {
                pending = value
            }
        }
        self.init(bytes: bytes)
    }

    /// Makes a name from the 20 bytes at an address.
    public init(loadedFrom address: UnsafeRawPointer) {
        high = UInt64(bigEndian: address.loadUnaligned(as: UInt64.self))
        middle = UInt64(bigEndian: address.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        low = UInt32(bigEndian: address.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
    }

    /// Writes the 20 bytes to an address.
    public func store(to address: UnsafeMutableRawPointer) {
        address.storeBytes(of: high.bigEndian, as: UInt64.self)
        address.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
        address.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
    }

    /// The 20 bytes.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 20) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            store(to: start)
            count = 20
        }
    }

    /// The 40 digits.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The first seven digits, for people.
    public var short: String { String(hex.prefix(7)) }

    /// The 40 digits.
    public var description: String { hex }

    /// Orders by the bytes, as git's own lists are.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
    }
}

extension ObjectID: Codable {
    /// Reads the 40 digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = ObjectID(hex: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not an object id")
        }
        self = id
    }

    /// Writes the 40 digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
