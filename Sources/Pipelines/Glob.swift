/// A pattern over paths and branch names.
///
/// `*` stands for any characters but `/`, `?` for one of them, and `**` between slashes for any number of whole
/// components, also none: `plans/**/*.md` matches `plans/a.md`. Everything else stands for itself, by Unicode scalars.
/// Matching takes at most the product of both lengths.
public struct Glob: Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The pattern as written.
    public let pattern: String
    private let components: [[UInt32]]

    /// Takes a pattern; every text is one.
    public init(_ pattern: String) {
        self.pattern = pattern
        components = Self.split(pattern)
    }

    /// Takes a pattern.
    public init(stringLiteral value: String) { self.init(value) }

    /// Reads the pattern.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the pattern.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(pattern)
    }

    /// The pattern as written.
    public var description: String { pattern }

    /// Whether the whole path matches.
    public func matches(_ path: some StringProtocol) -> Bool {
        Self.matches(components[...], Self.split(path)[...], isAny: { $0 == Self.anyComponents }) {
            Self.matches($0[...], $1[...], isAny: { $0 == Self.star }) { $0 == $1 || $0 == Self.mark }
        }
    }

    private static let star: UInt32 = 0x2a
    private static let mark: UInt32 = 0x3f
    private static let slash: UInt32 = 0x2f
    private static let anyComponents = [star, star]

    private static func split(_ text: some StringProtocol) -> [[UInt32]] {
        text.unicodeScalars.map(\.value).split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
    }

    /// Matches a sequence against a pattern with elements that stand for any number of others.
    ///
    /// Only the last such element ever has to take one more: an earlier one took as little as it could.
    private static func matches<Element>(
        _ pattern: ArraySlice<Element>, _ text: ArraySlice<Element>, isAny: (Element) -> Bool,
        one: (Element, Element) -> Bool
    ) -> Bool {
        var position = pattern.startIndex
        var index = text.startIndex
        var retry: (position: Int, index: Int)?
        while index < text.endIndex {
            if position < pattern.endIndex, isAny(pattern[position]) {
                position += 1
                retry = (position, index)
            } else if position < pattern.endIndex, one(pattern[position], text[index]) {
                position += 1
                index += 1
            } else if let last = retry {
                position = last.position
                index = last.index + 1
                retry = (position, index)
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy(isAny)
    }
}
