extension FunctionLibrary {
    static let texts = [
        test("startsWith") { $0.utf8.starts(with: $1.utf8) },
        test("endsWith") { $0.utf8.reversed().starts(with: $1.utf8.reversed()) },
        test("contains") { Array($0.utf8).firstRange(ofPart: Array($1.utf8)) != nil },
    ]

    /// A member function from two texts to a truth.
    private static func test(_ name: String, _ holds: @escaping @Sendable (String, String) -> Bool) -> Function {
        Function(name, .member) { (arguments, budget) throws(EvaluationError) in
            guard arguments.count == 2, case .string(let text) = arguments[0], case .string(let part) = arguments[1]
            else { throw .wrongType("\(name)()", arguments) }
            try budget.spend(bytes: text.utf8.count + part.utf8.count)
            return .bool(holds(text, part))
        }
    }
}

extension Array where Element: Hashable {
    /// Where a part occurs first, in time proportional to both lengths (Knuth, Morris and Pratt).
    func firstRange(ofPart part: [Element], from start: Int = 0) -> Range<Int>? {
        guard !part.isEmpty else { return start <= count ? start..<start : nil }
        guard start >= 0, part.count <= count - Swift.min(start, count) else { return nil }
        var borders = [0]
        var matched = 0
        for position in part.indices.dropFirst() {
            while matched > 0, part[position] != part[matched] { matched = borders[matched - 1] }
            if part[position] == part[matched] { matched += 1 }
            borders.append(matched)
        }
        matched = 0
        for position in start..<count {
            while matched > 0, self[position] != part[matched] { matched = borders[matched - 1] }
            if self[position] == part[matched] { matched += 1 }
            if matched == part.count { return position + 1 - matched..<position + 1 }
        }
        return nil
    }
}
