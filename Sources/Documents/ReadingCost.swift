/// A bound, found in one pass, on what cmark will spend on a text.
///
/// cmark takes each line through every open list and quote, and looks back over every bracket of a paragraph: a few
/// kilobytes made for it cost minutes. Its cost is bounded from above here before it sees the text; real documents
/// stay thousands of times below.
enum ReadingCost {
    /// Steps of about 25 ns: lines times depth of nesting.
    private static let nestingBudget = 20_000_000
    /// Steps of about 1 ns: squares of the brackets between two blank lines.
    private static let bracketBudget = 500_000_000

    /// The line that makes a text too expensive, or `nil`.
    static func excessiveLine(of source: SourceLines) -> Int? {
        var deepest = (depth: 0, line: 1)
        var brackets = 0
        var bracketCost = 0
        for number in stride(from: 1, to: source.end, by: 1) {
            let line = source.line(number)
            let depth = nesting(of: line)
            if depth > deepest.depth { deepest = (depth, number) }
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { brackets = 0 }
            let here = line.reduce(0) { $1 == UInt8(ascii: "[") ? $0 + 1 : $0 }
            bracketCost += here * (2 * brackets + here)
            brackets += here
            if bracketCost > bracketBudget { return number }
        }
        return deepest.depth * (source.count + deepest.depth) > nestingBudget ? deepest.line : nil
    }

    /// How many lists and quotes can be open on a line that opens one: each shows as a marker or as indentation.
    private static func nesting(of line: ArraySlice<UInt8>) -> Int {
        var columns = 0
        var markers = 0
        var index = line.startIndex
        func endsMarker(at index: Int) -> Bool { index >= line.endIndex || line[index] == 0x20 || line[index] == 0x09 }
        scan: while index < line.endIndex {
            switch line[index] {
            case 0x20: columns += 1
            case 0x09: columns += 4
            case UInt8(ascii: ">"): markers += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
                guard endsMarker(at: index + 1) else { break scan }
                markers += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digits = line[index...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                let close = digits.endIndex
                guard close < line.endIndex, line[close] == UInt8(ascii: ".") || line[close] == UInt8(ascii: ")"),
                    endsMarker(at: close + 1)
                else { break scan }
                markers += 1
                index = close
            default: break scan
            }
            index += 1
        }
        return markers == 0 ? 0 : columns / 2 + 2 * markers
    }
}
