import JSONValues

/// A scalar as YAML writes it, so that reading it gives the same.
enum YAMLText {
    /// Without quotes where that is safe, in quotes otherwise.
    static func write(_ scalar: YAMLNode.Scalar) -> String {
        guard case .string(let text) = scalar.resolved else {
            return scalar.text.isEmpty ? "null" : scalar.text
        }
        return write(text)
    }

    /// A text, which stays one: `12` comes in quotes.
    ///
    /// - Parameter isInFlow: whether it stands within brackets or braces, or is a key.
    static func write(_ text: String, isInFlow: Bool = true) -> String {
        if isPlain(text, isInFlow: isInFlow) { return text }
        let isSimple = text.unicodeScalars.allSatisfy { $0.isShown }
        if isSimple, !text.contains("'"), text.contains("\"") || text.contains("\\") { return "'\(text)'" }
        return quoted(text)
    }

    /// Whether a text means itself without quotes, also to readers of YAML 1.1.
    private static func isPlain(_ text: String, isInFlow: Bool) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last, last != " ", last != ":",
            scalars.count <= 200 || !isInFlow,
            !"-?:,[]{}#&*!|>'\"%@`= <".unicodeScalars.contains(first), !text.hasPrefix("..."),
            !["yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        else { return false }
        guard YAMLNode.Scalar(text: text, isPlain: true, lead: 0).resolved == .string(text) else { return false }
        for (index, scalar) in scalars.enumerated() {
            guard scalar.isShown else { return false }
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            case ":" where next == " " || ",[]{}".unicodeScalars.contains(next): return false
            case " " where next == "#": return false
            case ",", "[", "]", "{", "}":
                if isInFlow { return false }
            default: break
            }
        }
        return true
    }

    /// A text of several lines as they are, each from a column on; `nil` where that would not give it back.
    static func literal(_ text: String, at column: Int) -> String? {
        guard text.contains("\n"), let first = text.unicodeScalars.first, first != " ", first != "\n",
            text.unicodeScalars.allSatisfy({ $0.isShown || $0 == "\n" })
        else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // What stands behind the last break: nothing, where the text ends in one.
        let ending = lines.last == "" ? (lines.count > 2 && lines[lines.count - 2] == "" ? "+" : "") : "-"
        if ending != "-" { lines.removeLast() }
        let margin = String(repeating: " ", count: column)
        return "|\(ending)\n" + lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where scalar.isShown: quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                let width = scalar.value <= 0xFF ? 2 : scalar.value <= 0xFFFF ? 4 : 8
                quoted += ["\\x", "\\u", "\\U"][width == 2 ? 0 : width == 4 ? 1 : 2]
                quoted += String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return quoted + "\""
    }
}

extension Unicode.Scalar {
    /// Whether it is written as it is: neither a break nor something that is not seen.
    fileprivate var isShown: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        case .spaceSeparator: self == " "
        default: true
        }
    }
}
