extension FunctionLibrary {
    /// Functions that take texts apart and put them together.
    static let pieces = [
        text("split", 2...3) { (arguments, budget) throws(EvaluationError) in
            let (scalars, separator) = (try arguments.scalars(0), try arguments.scalars(1))
            let limit = try arguments.number(2) ?? -1
            guard limit != 0, !(scalars.isEmpty && separator.isEmpty) else { return .list([]) }
            // An empty separator stands between every two code points.
            let within = separator.isEmpty ? 1..<max(scalars.count, 1) : 0..<scalars.count
            let cuts = scalars.ranges(ofPart: separator, within: within, limit: limit < 0 ? .max : limit - 1)
            try budget.spend(elements: cuts.count)
            try budget.spend(cuts.count / 2)
            return .list(.init(scalars.pieces(between: cuts).map { .string(String($0)) }))
        },
        text("replace", 3...4) { (arguments, budget) throws(EvaluationError) in
            let (scalars, old) = (try arguments.scalars(0), try arguments.scalars(1))
            let new = try arguments.text(2)
            let limit = try arguments.number(3) ?? -1
            // Nothing is found before each code point and at the end.
            let within = 0..<scalars.count + (old.isEmpty ? 1 : 0)
            let cuts = scalars.ranges(ofPart: old, within: within, limit: limit < 0 ? .max : limit)
            try budget.spend(elements: cuts.count)
            try budget.spend(cuts.count / 2)
            try budget.spend(bytes: joinedLength(new, cuts.count, scalars.count))
            return .string(scalars.pieces(between: cuts).map { String($0) }.joined(separator: new))
        },
        Function("join", .member) { (arguments, budget) throws(EvaluationError) in
            var separator = ""
            if arguments.count == 2 {
                guard case .string(let text) = arguments[1] else { throw .wrongType("join()", arguments) }
                separator = text
            }
            guard (1...2).contains(arguments.count), case .list(let list) = arguments[0] else {
                throw .wrongType("join()", arguments)
            }
            try budget.spend(elements: list.count)
            var texts: [String] = []
            var length = joinedLength(separator, list.count, 0)
            for element in list {
                guard case .string(let text) = element else { throw .wrongType("join()", [element]) }
                length += text.utf8.count
                try budget.spend(bytes: text.utf8.count)
                texts.append(text)
            }
            try budget.spend(bytes: length)
            return .string(texts.joined(separator: separator))
        },
        text("strings.quote", 1...1, .global) { (arguments, _) throws(EvaluationError) in
            var quoted = "\""
            for scalar in try arguments.scalars(0) {
                if let escape = escapes[scalar] {
                    quoted += "\\" + escape
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
            return .string(quoted + "\"")
        },
    ]

    private static let escapes: [Unicode.Scalar: String] = [
        "\u{07}": "a", "\u{08}": "b", "\u{0c}": "f", "\n": "n", "\r": "r", "\t": "t", "\u{0b}": "v", "\\": "\\",
        "\"": "\"",
    ]

    /// A bound of the bytes of a text made of parts, without overflow.
    private static func joinedLength(_ separator: String, _ parts: Int, _ scalars: Int) -> Int {
        let (product, overflow) = separator.utf8.count.multipliedReportingOverflow(by: parts)
        return overflow || product > Int.max / 2 ? Int.max / 2 : product + scalars
    }
}
