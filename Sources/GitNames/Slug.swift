import Digests

/// Names that are safe as a part of a ref, a path and a shell word.
public enum Slug {
    /// The longest slug, in characters.
    public static let limit = 60

    /// The slug of any text: `[a-z0-9-]`, one to 60 characters, no hyphen at either end, the same on every machine.
    ///
    /// Upper-case ASCII becomes lower case, and each run of ASCII white space or of `-`, `_`, `.`, `/` becomes one
    /// hyphen. A text that loses anything else, that is too long, or of which nothing remains, ends in a hyphen and the
    /// first seven digits of the text's SHA-256, so that two texts differing only in what was lost stay two slugs.
    /// A text that is a slug already stays as it is. Case and separators alone make no difference.
    public static func make(_ text: some StringProtocol) -> String {
        var kept: [UInt8] = []
        var lost = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): kept.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): kept.append(byte | 0x20)
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
                UInt8(ascii: " "), 0x09...0x0d:
                if kept.last != hyphen, !kept.isEmpty { kept.append(hyphen) }
            default: lost = true
            }
        }
        while kept.last == hyphen { kept.removeLast() }
        if !lost, !kept.isEmpty, kept.count <= limit { return String(decoding: kept, as: UTF8.self) }
        let hash = SHA256.hex(text).prefix(7)
        kept = Array(kept.prefix(limit - 1 - hash.utf8.count))
        while kept.last == hyphen { kept.removeLast() }
        return kept.isEmpty ? "x-\(hash)" : "\(String(decoding: kept, as: UTF8.self))-\(hash)"
    }

    private static let hyphen = UInt8(ascii: "-")
}
