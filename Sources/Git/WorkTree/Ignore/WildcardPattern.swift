/// A glob as `.gitignore` has them (gitignore(5), wildmatch in git's sources).
///
/// Compiled into a row of tokens and matched as a set of positions in it, so that the time is bounded by pattern times
/// text and no pattern can make it explode. `?`, `*` and brackets never match a slash; `**` does when it stands alone
/// between slashes.
struct WildcardPattern: Sendable {
    private enum Token: Sendable {
        case literal(UInt8)
        case any
        case set(Set<UInt8>)
        /// Any number of bytes but slashes.
        case star
        /// Any number of any bytes.
        case doubleStar
        /// No directory at all: skips the token behind it.
        case noDirectory
        /// Any number of bytes that end in a slash.
        case throughSlash
    }

    private let tokens: [Token]

    /// Compiles a glob; `nil` when it is malformed, and so matches nothing.
    init?(_ pattern: [UInt8]) {
        var tokens: [Token] = []
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "\\"):
                guard index + 1 < pattern.count else { return nil }
                tokens.append(.literal(pattern[index + 1]))
                index += 2
            case UInt8(ascii: "?"):
                tokens.append(.any)
                index += 1
            case UInt8(ascii: "*"):
                let end = pattern[index...].firstIndex { $0 != UInt8(ascii: "*") } ?? pattern.count
                Self.append(stars: index..<end, of: pattern, to: &tokens)
                index = end
                if case .throughSlash? = tokens.last { index += 1 }
            case UInt8(ascii: "["):
                guard let (set, end) = Self.bracket(pattern, at: index) else { return nil }
                tokens.append(.set(set))
                index = end
            default:
                tokens.append(.literal(pattern[index]))
                index += 1
            }
        }
        self.tokens = tokens
    }

    /// Whether the whole text matches.
    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        positions(after: text).map { $0[tokens.count] } ?? false
    }

    /// Whether some path below a directory can match.
    func canMatch(below directory: [UInt8]) -> Bool {
        guard let positions = positions(after: (directory + [UInt8(ascii: "/")])[...]) else { return false }
        return positions.dropLast().contains(true)
    }

    /// Where in the row of tokens the text leads; `nil` when nowhere.
    private func positions(after text: ArraySlice<UInt8>) -> [Bool]? {
        var positions = [Bool](repeating: false, count: tokens.count + 1)
        enter(0, &positions)
        for byte in text {
            var next = [Bool](repeating: false, count: tokens.count + 1)
            var isAlive = false
            for index in tokens.indices where positions[index] {
                isAlive = step(index, byte, &next) || isAlive
            }
            guard isAlive else { return nil }
            positions = next
        }
        return positions
    }

    /// Marks a position, and those that are reached from it without any text.
    private func enter(_ start: Int, _ positions: inout [Bool]) {
        var index = start
        while true {
            positions[index] = true
            guard index < tokens.count else { return }
            switch tokens[index] {
            case .star, .doubleStar: index += 1
            case .noDirectory:
                positions[index + 1] = true
                index += 2
            case .literal, .any, .set, .throughSlash: return
            }
        }
    }

    /// Marks where one byte leads from a position; `false` when nowhere.
    private func step(_ index: Int, _ byte: UInt8, _ next: inout [Bool]) -> Bool {
        let slash = UInt8(ascii: "/")
        switch tokens[index] {
        case .literal(let wanted):
            guard byte == wanted else { return false }
            enter(index + 1, &next)
        case .any:
            guard byte != slash else { return false }
            enter(index + 1, &next)
        case .set(let set):
            guard set.contains(byte) else { return false }
            enter(index + 1, &next)
        case .star:
            guard byte != slash else { return false }
            enter(index, &next)
        case .doubleStar:
            enter(index, &next)
        case .noDirectory:
            return false
        case .throughSlash:
            next[index] = true
            if byte == slash { enter(index + 1, &next) }
        }
        return true
    }

    private static func append(stars: Range<Int>, of pattern: [UInt8], to tokens: inout [Token]) {
        let slash = UInt8(ascii: "/")
        let rest = pattern[stars.upperBound...]
        // git compares what precedes the first wildcard by itself and begins afresh there, whatever stands before.
        let isFirst = !pattern[..<stars.lowerBound].contains { "*?[\\".utf8.contains($0) }
        let startsPart = isFirst || pattern[stars.lowerBound - 1] == slash
        guard stars.count > 1, startsPart, rest.isEmpty || rest.first == slash || rest.starts(with: "\\/".utf8) else {
            tokens.append(.star)
            return
        }
        if rest.first == slash {
            tokens += [.noDirectory, .throughSlash]
        } else {
            tokens.append(.doubleStar)
        }
    }

    /// Reads `[…]`; the bytes it takes, and where it ends.
    private static func bracket(_ pattern: [UInt8], at start: Int) -> (Set<UInt8>, end: Int)? {
        var index = start + 1
        func byte(_ index: Int) -> UInt8? { index < pattern.count ? pattern[index] : nil }
        let isNegated = byte(index) == UInt8(ascii: "!") || byte(index) == UInt8(ascii: "^")
        if isNegated { index += 1 }
        var members: Set<UInt8> = []
        var previous: UInt8?
        var isFirst = true
        while let current = byte(index), isFirst || current != UInt8(ascii: "]") {
            isFirst = false
            if current == UInt8(ascii: "-"), let low = previous, let after = byte(index + 1), after != UInt8(ascii: "]")
            {
                index += after == UInt8(ascii: "\\") ? 2 : 1
                guard let high = byte(index) else { return nil }
                if low <= high { members.formUnion(low...high) }
                previous = nil
            } else if current == UInt8(ascii: "["), byte(index + 1) == UInt8(ascii: ":"),
                let end = pattern[(index + 2)...].firstIndex(of: UInt8(ascii: "]"))
            {
                if end > index + 2, pattern[end - 1] == UInt8(ascii: ":") {
                    guard let named = CharacterClass.bytes(of: pattern[(index + 2)..<(end - 1)]) else { return nil }
                    members.formUnion(named)
                    index = end
                    previous = nil
                } else {
                    members.insert(current)
                    previous = current
                }
            } else {
                if current == UInt8(ascii: "\\") { index += 1 }
                guard let member = byte(index) else { return nil }
                members.insert(member)
                previous = member
            }
            index += 1
        }
        guard index < pattern.count else { return nil }
        if isNegated { members = Set(UInt8.min...UInt8.max).subtracting(members) }
        members.remove(UInt8(ascii: "/"))
        return (members, index + 1)
    }
}

/// The named classes of a bracket, over ASCII.
private enum CharacterClass {
    static func bytes(of name: ArraySlice<UInt8>) -> Set<UInt8>? {
        let digit = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
        let upper = Set(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let lower = Set(UInt8(ascii: "a")...UInt8(ascii: "z"))
        let graph = Set(UInt8(0x21)...0x7e)
        switch String(decoding: name, as: UTF8.self) {
        case "alnum": return digit.union(upper).union(lower)
        case "alpha": return upper.union(lower)
        case "blank": return [0x20, 0x09]
        case "cntrl": return Set(UInt8(0)..<0x20).union([0x7f])
        case "digit": return digit
        case "graph": return graph
        case "lower": return lower
        case "print": return graph.union([0x20])
        case "punct": return graph.subtracting(digit).subtracting(upper).subtracting(lower)
        case "space": return [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]
        case "upper": return upper
        case "xdigit":
            return digit.union(UInt8(ascii: "a")...UInt8(ascii: "f")).union(UInt8(ascii: "A")...UInt8(ascii: "F"))
        default: return nil
        }
    }
}
