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

    /// The last line of an output that has anything on it, without the colours and cursor moves that programs write
    /// for terminals; what a carriage return would have overwritten is gone.
    public static func lastLine(of output: some Collection<UInt8>) -> String? {
        let lines = withoutSequences(String(decoding: output, as: UTF8.self)).split(whereSeparator: \.isNewline)
        guard let last = lines.last(where: { !$0.allSatisfy(\.isWhitespace) }) else { return nil }
        return String(last.drop(while: \.isWhitespace)).replacing("\t", with: " ")
    }

    /// Text without terminal control sequences (ECMA-48: CSI, and strings such as OSC).
    static func withoutSequences(_ text: String) -> String {
        guard text.unicodeScalars.contains("\u{1b}") else { return text }
        var kept = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\u{1b}" else {
                kept.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "[":
                while let next = rest.popFirst(), !("@"..."~").contains(next) {}
            case "]", "P", "X", "^", "_":
                while let next = rest.popFirst(), next != "\u{7}" {
                    if next == "\u{1b}" {
                        if rest.first == "\\" { rest.removeFirst() }
                        break
                    }
                }
            default: break
            }
        }
        return String(kept)
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
