import CRE2

/// A regular expression that is searched for in time proportional to the text, whatever it says (RE2).
///
/// The syntax is RE2's: Perl's without look-around and back-references, which cannot be had in linear time.
public final class RegularExpression: Sendable {
    /// The pattern as it was given.
    public let pattern: String
    // RE2 is immutable once it is made, and its search may be called from any thread.
    nonisolated(unsafe) private let compiled: OpaquePointer

    /// Why a text is no pattern.
    public struct Invalid: Error, Hashable, Sendable {
        /// What is wrong, in a clause: `missing ): (a`.
        public let reason: String
    }

    /// Bytes of a pattern; a longer one is refused.
    public static let longestPattern = 4096
    /// Bytes that one compiled pattern may take, which also bounds the time to compile it.
    private static let memory: Int64 = 1 << 20

    /// Compiles a pattern, or throws what is wrong with it.
    public init(_ pattern: String) throws(Invalid) {
        guard pattern.utf8.count <= Self.longestPattern else {
            throw Invalid(reason: "a pattern of \(pattern.utf8.count) bytes; the limit is \(Self.longestPattern)")
        }
        var text = pattern
        var reason = [UInt8](repeating: 0, count: 200)
        let made = text.withUTF8 { bytes in
            reason.withUnsafeMutableBytes { reason in
                cre2_compile(
                    UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self), bytes.count, Self.memory,
                    reason.baseAddress?.assumingMemoryBound(to: CChar.self), reason.count)
            }
        }
        guard let made else { throw Invalid(reason: String(decoding: reason.prefix { $0 != 0 }, as: UTF8.self)) }
        self.pattern = pattern
        compiled = made
    }

    deinit { cre2_free(compiled) }

    /// Whether the pattern occurs anywhere in the text.
    public func occurs(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            cre2_occurs(compiled, UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
    }
}
