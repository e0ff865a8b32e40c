import JSONValues

/// A scalar as YAML writes it within brackets and braces, so that reading it gives the same.
enum YAMLText {
    /// Without quotes where that is safe, in quotes otherwise.
    static func write(_ scalar: YAMLNode.Scalar) -> String {
        guard case .string(let text) = scalar.resolved else {
            return scalar.text.isEmpty ? "null" : scalar.text
        }
        return write(text)
    }

    /// A text, which stays one: `12` comes in quotes.
    static func write(_ text: String) -> String {
        if isPlain(text) { return text }
        let isSimple = text.unicodeScalars.allSatisfy { $0.isShown }
        if isSimple, !text.contains("'"), text.contains("\"") || text.contains("\\") { return "'\(text)'" }
        return quoted(text)
    }

    /// Whether a text means itself without quotes, also to readers of YAML 1.1.
    private static func isPlain(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last, last != " ", last != ":", scalars.count <= 200,
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
            case ",", "[", "]", "{", "}": return false
            default: break
            }
        }
        return true
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
