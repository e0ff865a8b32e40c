/// The subject of an entry: the most telling event, and how many others there are.
enum EntrySubject {
    /// The longest subject, in Unicode scalars.
    static let limit = 100

    /// One line that is never empty. Moves of refs are not counted among the others: they follow from them.
    static func make(_ events: [some SummarisedEvent]) -> String {
        guard let first = leading(events) else { return "nothing happened" }
        let others = events.indices.count { $0 != first && events[$0].prominence > bookkeeping }
        let suffix = others == 0 ? "" : " (+\(others) more)"
        return line(events[first].summary, limit: limit - suffix.unicodeScalars.count) + suffix
    }

    /// Which event is the most telling one: the first of several. `nil` where there is none.
    static func leading(_ events: [some SummarisedEvent]) -> Int? {
        var first: (index: Int, prominence: Int)?
        for (index, event) in events.enumerated() where event.prominence > first?.prominence ?? -1 {
            first = (index, event.prominence)
        }
        return first?.index
    }

    /// What tells no more than this is not counted.
    static let bookkeeping = 9

    /// A text on one line, everything invisible escaped, cut off with an ellipsis.
    static func line(_ text: String, limit: Int) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\t" {
                if line.last != " " { line.append(" ") }
            } else if scalar.isInvisible {
                for unit in String(scalar).utf16 { line.append(contentsOf: unit.jsonEscape.unicodeScalars) }
            } else {
                line.append(scalar)
            }
            if line.count > limit { break }
        }
        if line.count > limit {
            line = String.UnicodeScalarView(line.prefix(limit - 1))
            line.append("…")
        }
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
