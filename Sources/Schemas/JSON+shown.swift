import JSONValues

extension JSON {
    /// The value as a message shows it: on one line, and not long.
    var shown: String {
        var text = ""
        write(into: &text)
        guard text.unicodeScalars.count > 80 else { return text }
        var cut = String.UnicodeScalarView()
        cut.append(contentsOf: text.unicodeScalars.prefix(80))
        return String(cut) + "…"
    }

    /// Stops when there is more than will be shown.
    private func write(into text: inout String) {
        guard text.utf8.count < 400 else { return }
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .double: text += self.text
        case .string(let value): text += Self.quoted(String(value.prefix(100)))
        case .array(let elements):
            text += "["
            for (position, element) in elements.prefix(100).enumerated() {
                if position > 0 { text += ", " }
                element.write(into: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (position, name) in members.keys.sorted().prefix(100).enumerated() {
                text += (position > 0 ? ", " : "") + Self.quoted(name) + ": "
                members[name]?.write(into: &text)
            }
            text += "}"
        }
    }
    /// A text as JSON has it. Most are plain, and a great many are shown to nobody: each form of several that does not fit
    /// says why.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        }
        return isPlain ? "\"\(text)\"" : JSON.string(text).text
    }
}
