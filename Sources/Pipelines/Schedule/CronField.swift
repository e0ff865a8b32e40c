/// One of the five fields of a cron expression: which of its values are meant.
struct CronField: Hashable, Sendable {
    /// What a field says of a time, with what it may hold.
    struct Kind: Hashable, Sendable {
        /// As messages name it.
        var name: String
        var range: ClosedRange<Int>
        /// Names of values, the first one's value being the range's lower bound.
        var names: [String] = []

        static let minute = Kind(name: "minute", range: 0...59)
        static let hour = Kind(name: "hour", range: 0...23)
        static let day = Kind(name: "day of the month", range: 1...31)
        static let month = Kind(
            name: "month", range: 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
        /// 7 is Sunday too.
        static let weekday = Kind(
            name: "day of the week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
        static let all = [minute, hour, day, month, weekday]
    }

    /// A bit for each value.
    private(set) var bits: UInt64 = 0
    /// Whether it begins with `*`: the field restricts nothing but, with a step, how often.
    let hasStar: Bool

    func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }

    /// The values, in order.
    var values: [Int] { (0..<64).filter(contains) }

    /// Reads lists, ranges, steps and names; what cannot be read is told with its place in the text.
    init(_ text: Substring, _ kind: Kind) throws(CronExpression.Problem) {
        hasStar = text.hasPrefix("*")
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            try add(part, kind)
        }
        if kind == .weekday, contains(7) { bits = bits & ~(1 << 7) | 1 }
    }

    /// Adds an element of a list: `*`, `4`, `mon-fri`, `*/15`, `8-18/2`.
    private mutating func add(_ part: Substring, _ kind: Kind) throws(CronExpression.Problem) {
        let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let ends = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first: Int
        let last: Int
        if halves[0] == "*" {
            // Of the days of a week, 7 is 0 once more.
            (first, last) = (kind.range.lowerBound, kind == .weekday ? 6 : kind.range.upperBound)
        } else {
            first = try Self.value(ends[0], kind)
            last = ends.count == 2 ? try Self.value(ends[1], kind) : first
        }
        guard first <= last else {
            throw CronExpression.Problem(
                "the \(kind.name) goes from \(ends[0]) to \(ends.last ?? "")", at: part,
                suggestion: kind.wrapped(first, last))
        }
        var step = 1
        if halves.count == 2 {
            guard ends.count == 2 || halves[0] == "*" else {
                throw CronExpression.Problem(
                    "a step belongs behind `*` or a range", at: part,
                    suggestion: "write `\(halves[0])-\(kind.range.upperBound)/\(halves[1])`")
            }
            guard let number = Int(digits: halves[1]), (1...kind.range.upperBound).contains(number) else {
                throw CronExpression.Problem(
                    "a step is a whole number from 1 to \(kind.range.upperBound)",
                    at: halves[1].isEmpty ? part : halves[1])
            }
            step = number
        }
        for value in stride(from: first, through: last, by: step) { bits |= 1 << UInt64(value) }
    }

    private static func value(_ text: Substring, _ kind: Kind) throws(CronExpression.Problem) -> Int {
        if let number = Int(digits: text) {
            guard kind.range.contains(number) else {
                throw CronExpression.Problem(
                    "the \(kind.name) is from \(kind.range.lowerBound) to \(kind.range.upperBound), not \(number)",
                    at: text)
            }
            return number
        }
        if let index = kind.names.firstIndex(of: text.lowercased()) { return kind.range.lowerBound + index }
        let names = kind.names.isEmpty ? "" : ", or a name such as \(kind.names[1])"
        throw CronExpression.Problem(
            "the \(kind.name) is a number from \(kind.range.lowerBound) to \(kind.range.upperBound)\(names), not "
                + "“\(text.prefix(40))”", at: text, candidates: kind.names)
    }
}

extension CronField.Kind {
    /// How a range that goes beyond the last value is written.
    fileprivate func wrapped(_ first: Int, _ last: Int) -> String {
        "write `\(first)-\(self == .weekday ? 6 : range.upperBound),\(range.lowerBound)-\(last)`"
    }
}

extension Int {
    /// Reads at most four digits, and nothing else.
    fileprivate init?(digits text: Substring) {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}
