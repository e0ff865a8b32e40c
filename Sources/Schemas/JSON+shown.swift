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
        case .null, .bool, .int, .double: text += self.text
        case .string(let value): text += JSON.string(String(value.prefix(100))).text
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
                text += (position > 0 ? ", " : "") + JSON.string(name).text + ": "
                members[name]?.write(into: &text)
            }
            text += "}"
        }
    }
}
