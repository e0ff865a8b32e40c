/// A text cut at its line ends as CommonMark counts them: LF, CR LF, or CR alone.
///
/// Lines are numbered from 1; a slice of lines is exact, with every line's end.
struct SourceLines {
    let bytes: [UInt8]
    /// Where each line starts; one more entry, the text's end, closes the last line.
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() {
            let isReturnBeforeFeed = byte == 0x0d && index + 1 < bytes.count && bytes[index + 1] == 0x0a
            if byte == 0x0a || byte == 0x0d, !isReturnBeforeFeed, index + 1 < bytes.count { starts.append(index + 1) }
        }
        if !bytes.isEmpty { starts.append(bytes.count) }
        self.starts = starts
    }

    /// How many lines there are; an empty text has none.
    var count: Int { starts.count - 1 }

    /// The number of the line after the last.
    var end: Int { count + 1 }

    /// The bytes of some lines, ends included; numbers outside the text are ignored.
    func slice(_ lines: Range<Int>) -> ArraySlice<UInt8> {
        let lines = lines.clamped(to: 1..<end)
        return lines.isEmpty ? [] : bytes[starts[lines.lowerBound - 1]..<starts[lines.upperBound - 1]]
    }

    /// The bytes of one line without its end.
    func line(_ number: Int) -> ArraySlice<UInt8> {
        let line = slice(number..<(number + 1))
        return line.prefix(line.count - line.reversed().prefix { $0 == 0x0a || $0 == 0x0d }.count)
    }

    /// One line without its end.
    func text(_ number: Int) -> String { String(decoding: line(number), as: UTF8.self) }

    /// Whether a line holds nothing but spaces and tabs.
    func isBlank(_ number: Int) -> Bool { line(number).allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    /// The text of some lines, without blank lines at either end.
    func text(_ ranges: [Range<Int>], leavingOut left: Set<Int> = []) -> String {
        var numbers = ranges.flatMap { Array($0.clamped(to: 1..<end)) }.filter { !left.contains($0) }
        if let last = numbers.lastIndex(where: { !isBlank($0) }) {
            numbers.removeSubrange((last + 1)...)
        } else {
            return ""
        }
        numbers.removeSubrange(..<(numbers.firstIndex { !isBlank($0) } ?? 0))
        var text: [UInt8] = []
        for number in numbers { text += slice(number..<(number + 1)) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The line that holds the byte at an offset.
    func number(ofByteAt offset: Int) -> Int {
        var low = 0
        var high = starts.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }
}
