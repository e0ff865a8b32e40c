/// What a heading's first words make of it.
enum HeadingLabel: Equatable {
    /// `Plan: Title`.
    case plan(title: String)
    /// `Spec: Title`.
    case spec(title: String)
    /// `Phase N: Name`.
    case phase(number: Int?, name: String)
    /// `Phase: Title`.
    case unnumberedPhase(title: String)
    /// Any other.
    case none

    /// Reads a heading's plain text; case makes no difference, and a dash does as well as a colon after a number.
    init(_ text: String) {
        let word = text.prefix { $0.isLetter }
        var rest = text.dropFirst(word.count)
        switch word.lowercased() {
        case "plan", "spec":
            guard rest.first == ":" else { break }
            let title = trimmed(rest.dropFirst())
            self = word.lowercased() == "plan" ? .plan(title: title) : .spec(title: title)
            return
        case "phase":
            if rest.first == ":" {
                self = .unnumberedPhase(title: trimmed(rest.dropFirst()))
                return
            }
            guard rest.first?.isWhitespace == true else { break }
            rest = rest.drop { $0.isWhitespace }
            let number = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
            guard number.first?.isNumber == true else { break }
            rest = rest.dropFirst(number.count).drop { $0.isWhitespace }
            if let mark = rest.first, ":-–—".contains(mark) {
                self = .phase(number: Int(number), name: trimmed(rest.dropFirst()))
            } else if rest.isEmpty {
                self = .phase(number: Int(number), name: "")
            } else {
                break
            }
            return
        default: break
        }
        self = .none
    }
}
