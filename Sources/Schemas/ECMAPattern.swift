/// Patterns as JSON Schema writes them (ECMA-262 with the `u` flag) to the syntax of RE2.
///
/// Only what the two spell differently is changed; what RE2 does not have, look-around and back-references, it refuses.
enum ECMAPattern {
    /// General categories by the names that Unicode gives them; RE2 knows the short ones.
    private static let categories: [String: String] = [
        "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Nonspacing_Mark": "Mn",
        "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd", "Letter_Number": "Nl",
        "Other_Number": "No", "Punctuation": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
        "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf",
        "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc",
        "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs",
        "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc", "Format": "Cf",
        "Surrogate": "Cs", "Private_Use": "Co",
    ]

    /// What ECMA-262 calls white space and line ends.
    private static let space = "\\t\\n\\x0b\\f\\r\\x{20}\\x{a0}\\x{feff}\\x{2028}\\x{2029}\\p{Zs}"

    static func translated(_ pattern: String) -> String {
        var result = ""
        var rest = Substring(pattern)
        var isInClass = false
        while let character = rest.popFirst() {
            switch character {
            case "[":
                isInClass = true
                result.append(character)
            case "]":
                isInClass = false
                result.append(character)
            case "(" where !isInClass && rest.hasPrefix("?<") && !rest.hasPrefix("?<=") && !rest.hasPrefix("?<!"):
                rest.removeFirst(2)
                result += "(?P<"
            case "\\": result += escape(&rest, isInClass)
            default: result.append(character)
            }
        }
        return result
    }

    /// What follows a backslash.
    private static func escape(_ rest: inout Substring, _ isInClass: Bool) -> String {
        guard let character = rest.popFirst() else { return "\\" }
        switch character {
        case "u":
            if rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") {
                defer { rest = rest[rest.index(after: end)...] }
                return "\\x\(rest[...end])"
            }
            guard rest.count >= 4, rest.prefix(4).allSatisfy(\.isHexDigit) else { return "\\u" }
            defer { rest.removeFirst(4) }
            return "\\x{\(rest.prefix(4))}"
        case "c":
            guard let letter = rest.popFirst(), let value = letter.asciiValue, letter.isLetter else { return "\\c" }
            return "\\x{\(String(value % 32, radix: 16))}"
        case "p", "P":
            guard rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") else { return "\\\(character)" }
            let name = rest[rest.index(after: rest.startIndex)..<end].split(separator: "=").last.map(String.init) ?? ""
            rest = rest[rest.index(after: end)...]
            return "\\\(character){\(categories[name] ?? name)}"
        case "s": return isInClass ? space : "[\(space)]"
        case "S" where !isInClass: return "[^\(space)]"
        case "/", "-": return isInClass && character == "-" ? "\\-" : String(character)
        case "0": return "\\x{0}"
        default: return "\\\(character)"
        }
    }
}
