/// The full name of a ref: `refs/heads/main`, or `HEAD`.
///
/// Any text; whether git would accept it is asked where one is made from outside input (`isValid`).
public struct RefName: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The whole name.
    public let text: String

    /// Takes a full name as it stands.
    public init(_ text: String) { self.text = text }

    /// Takes a full name as it stands.
    public init(stringLiteral value: String) { self.text = value }

    /// The ref of a local branch by its short name.
    public static func branch(_ shortName: String) -> RefName { RefName("refs/heads/\(shortName)") }

    /// The short name of a local branch, or `nil` for any other ref.
    public var branchName: String? { rest(after: "refs/heads/") }

    /// What follows `prefix`, or `nil` when the name does not start with it.
    public func rest(after prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    /// Whether git's rules allow this name (git-check-ref-format(1)).
    public var isValid: Bool {
        // Every ref of every look passes here: bytes, not characters.
        var last = UInt8(ascii: "/")
        for byte in text.utf8 {
            switch byte {
            case 0..<0x21, 0x7f: return false
            case UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "*"),
                UInt8(ascii: "["), UInt8(ascii: "\\"):
                return false
            case UInt8(ascii: "/"), UInt8(ascii: "."):
                // No empty part, none that starts with a dot, no two dots.
                if last == UInt8(ascii: "/") || byte == UInt8(ascii: ".") && last == byte { return false }
            case UInt8(ascii: "{"): if last == UInt8(ascii: "@") { return false }
            default: break
            }
            last = byte
        }
        guard last != UInt8(ascii: "/"), last != UInt8(ascii: "."), text != "@" else { return false }
        return !text.utf8.split(separator: UInt8(ascii: "/")).contains { $0.suffix(5).elementsEqual(".lock".utf8) }
    }

    /// The whole name.
    public var description: String { text }

    /// Orders by Unicode scalars.
    public static func < (left: RefName, right: RefName) -> Bool { left.text < right.text }
}

extension RefName: Codable {
    /// Reads the name as a string.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the name as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
