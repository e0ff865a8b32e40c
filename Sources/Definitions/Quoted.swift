extension String {
    /// A user's text as a message shows it: in backticks, at most 60 characters, control characters escaped.
    var quoted: String {
        var text = "`"
        for scalar in unicodeScalars.prefix(60) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                text += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
            default:
                text.unicodeScalars.append(scalar)
            }
        }
        return text + (unicodeScalars.count > 60 ? "…`" : "`")
    }
}
