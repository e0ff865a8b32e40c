/// A part of a line with places in it: `Tokens: {input} sent, {output} received`.
///
/// A place takes what stands up to the text behind it, and no spaces (but `{after}`, a duration); `*` takes anything. A
/// letter of ASCII matches in any case. One step through the line: nothing is tried twice.
struct LinePattern: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        /// In small letters.
        case text([UInt8])
        case place(String)
        case anything
    }

    private let parts: [Part]

    init(_ pattern: String) {
        var parts: [Part] = []
        var text = ""
        var rest = pattern[...]
        func close() {
            if !text.isEmpty { parts.append(.text(text.utf8.map(Line.lower))) }
            text = ""
        }
        while let first = rest.first {
            if first == "{", let end = rest.firstIndex(of: "}") {
                close()
                parts.append(.place(String(rest[rest.index(after: rest.startIndex)..<end])))
                rest = rest[rest.index(after: end)...]
            } else if first == "*" {
                close()
                parts.append(.anything)
                rest = rest.dropFirst()
            } else {
                text.append(first)
                rest = rest.dropFirst()
            }
        }
        close()
        self.parts = parts
    }

    /// A line, made ready for several patterns.
    struct Line {
        /// No more of a line is looked at, in bytes.
        static let limit = 4096

        let bytes: [UInt8]
        let small: [UInt8]

        init(_ text: String) {
            bytes = Array(text.utf8.prefix(Self.limit))
            small = bytes.map(Self.lower)
        }

        static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

        func find(_ text: [UInt8], from start: Int, anywhere: Bool) -> Int? {
            guard let first = text.first, text.count <= small.count - start else { return nil }
            return small.withUnsafeBufferPointer { line in
                let last = anywhere ? line.count - text.count : start
                var position = start
                while position <= last {
                    if line[position] == first, line[position..<(position + text.count)].elementsEqual(text) {
                        return position
                    }
                    position += 1
                }
                return nil
            }
        }
    }

    /// What stands in the places, by their names; `nil` where the line does not hold the pattern.
    func values(in line: Line) -> [String: Substring]? {
        var position = 0
        var pending: String?
        var mayMove = true
        var found: [String: Substring] = [:]
        for part in parts {
            switch part {
            case .anything: mayMove = true
            case .place(let name): pending = name
            case .text(let text):
                guard let start = line.find(text, from: position, anywhere: mayMove || pending != nil) else {
                    return nil
                }
                if let name = pending {
                    guard let value = Self.value(line.bytes[position..<start], of: name, mayMove: mayMove) else {
                        return nil
                    }
                    found[name] = value
                }
                position = start + text.count
                pending = nil
                mayMove = false
            }
        }
        guard let name = pending else { return found }
        let rest = line.bytes[position...]
        found[name] = Substring(String(decoding: name == "after" ? rest : rest.prefix { $0 != 0x20 }, as: UTF8.self))
        return found
    }

    /// What stands in a place; behind a `*` the last word before the text.
    private static func value(_ bytes: ArraySlice<UInt8>, of name: String, mayMove: Bool) -> Substring? {
        guard !bytes.isEmpty else { return nil }
        if name == "after" { return Substring(String(decoding: bytes, as: UTF8.self)) }
        guard mayMove || !bytes.contains(0x20), let word = bytes.split(separator: 0x20).last else { return nil }
        return Substring(String(decoding: word, as: UTF8.self))
    }
}
