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
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard !text.isEmpty, text != "@", !text.hasSuffix("."), !text.contains(".."), !text.contains("@{") else {
            return false
        }
        for part in parts where part.isEmpty || part.hasPrefix(".") || part.hasSuffix(".lock") { return false }
        return !text.unicodeScalars.contains {
            $0.value < 0x21 || $0.value == 0x7f || "~^:?*[\\".unicodeScalars.contains($0)
        }
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
