/// Text from a repository, made safe to show on a terminal.
public enum TerminalText {
    /// The text with every scalar that a terminal may act upon, or that reorders or hides what stands around it,
    /// written out: `\x1b`, `\u{202e}`. Line breaks and tabs are written out too.
    ///
    /// These are the C0 and C1 controls, DEL, line and paragraph separators, and all format characters (bidirectional
    /// controls, zero-width spaces, tags) but the two joiners that scripts and emoji need.
    public static func escaped(_ text: String) -> String { escaped(text, keeping: []) }

    /// As `escaped`, but line feeds and tabs stay; a carriage return before a line feed is left out.
    public static func escapedLines(_ text: String) -> String {
        escaped(text.replacing("\r\n", with: "\n"), keeping: ["\n", "\t"])
    }

    /// Bytes that claim to be UTF-8, for a terminal; what is not is shown as replaced.
    public static func escapedLines(_ bytes: some Collection<UInt8>) -> String {
        escapedLines(String(decoding: bytes, as: UTF8.self))
    }

    /// Whether the scalar must not reach a terminal as it is.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value < 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return true
        case .format: return scalar != "\u{200c}" && scalar != "\u{200d}"
        default: return false
        }
    }

    private static func escaped(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
        guard text.unicodeScalars.contains(where: { isUnsafe($0) && !kept.contains($0) }) else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar), !kept.contains(scalar) {
                safe.append(contentsOf: written(scalar).unicodeScalars)
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    private static func written(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default:
            let digits = String(scalar.value, radix: 16)
            guard scalar.value < 0x100 else { return "\\u{\(digits)}" }
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        }
    }
}
