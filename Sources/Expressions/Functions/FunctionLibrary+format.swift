extension FunctionLibrary {
    /// `"%d of %s".format([1, "x"])`
    static let formats = [
        Function("format", .member) { (arguments, budget) throws(EvaluationError) in
            guard arguments.count == 2, case .string(let template) = arguments[0], case .list(let values) = arguments[1]
            else { throw .wrongType("format()", arguments) }
            try arguments[0].pay(&budget)
            var formatter = Formatter(budget: budget)
            defer { budget = formatter.budget }
            return .string(try formatter.fill(template, with: values))
        }
    ]
}

/// Puts values in the places of a template.
private struct Formatter {
    var budget: Budget
    private var text = ""

    init(budget: Budget) { self.budget = budget }

    mutating func fill(_ template: String, with values: Value.List) throws(EvaluationError) -> String {
        var rest = template.unicodeScalars[...]
        var next = 0
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                try append("%")
                continue
            }
            let precision = try precision(&rest)
            guard let clause = rest.popFirst() else { throw invalid("ends within a clause") }
            guard next < values.count else { throw invalid("has more clauses than there are values") }
            try append(values[next], clause: clause, precision: precision)
            next += 1
        }
        return text
    }

    /// `.3`, at most 100.
    private func precision(_ rest: inout Substring.UnicodeScalarView) throws(EvaluationError) -> Int? {
        guard rest.first == "." else { return nil }
        rest.removeFirst()
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest.removeFirst(digits.count)
        guard let precision = Int(String(digits)), precision <= 100 else { throw invalid("has a bad precision") }
        return precision
    }

    private func invalid(_ what: String) -> EvaluationError {
        EvaluationError(.invalidArgument, "format(): the template \(what)")
    }

    private mutating func append(_ piece: String) throws(EvaluationError) {
        text += piece
        try budget.spend(bytes: piece.utf8.count, of: text.utf8.count)
    }

    private mutating func append(
        _ value: Value, clause: Unicode.Scalar, precision: Int?
    ) throws(EvaluationError) {
        switch (clause, value) {
        case ("s", _): try appendText(of: value)
        case ("d", .int(let number)): try append(String(number))
        case ("d", .uint(let number)): try append(String(number))
        case ("d", .double(let number)) where !number.isFinite: try append(number.text)
        case ("f", _), ("e", _):
            guard let number = value.asDouble else { throw unfit(value, clause) }
            try append(DecimalText.of(number, isScientific: clause == "e", precision: precision ?? 6))
        case ("b", .bool(let truth)): try append(truth ? "1" : "0")
        case ("b", _): try append(value, radix: 2, clause)
        case ("o", _): try append(value, radix: 8, clause)
        case ("x", .string(let string)): try append(hexadecimal(Array(string.utf8)))
        case ("X", .string(let string)): try append(hexadecimal(Array(string.utf8)).uppercased())
        case ("x", .bytes(let bytes)): try append(hexadecimal(bytes))
        case ("X", .bytes(let bytes)): try append(hexadecimal(bytes).uppercased())
        case ("x", _), ("X", _): try append(value, radix: 16, clause)
        case ("d", _): throw unfit(value, clause)
        default: throw invalid("has the unknown clause %\(clause)")
        }
    }

    private func unfit(_ value: Value, _ clause: Unicode.Scalar) -> EvaluationError {
        .wrongType("format() with %\(clause)", [value])
    }

    private mutating func append(
        _ value: Value, radix: Int, _ clause: Unicode.Scalar
    ) throws(EvaluationError) {
        switch value {
        case .int(let number): try append(String(number, radix: radix, uppercase: clause == "X"))
        case .uint(let number): try append(String(number, radix: radix, uppercase: clause == "X"))
        default: throw unfit(value, clause)
        }
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// `%s`, which shows the keys of a map in the order of their texts.
    private mutating func appendText(of value: Value, depth: Int = 0) throws(EvaluationError) {
        guard depth < Comparison.deepest else { throw Comparison.tooDeep }
        try budget.spend()
        switch value {
        case .list(let list): try append(list, depth: depth)
        case .map(let map): try append(map, depth: depth)
        default: try appendScalar(value)
        }
    }

    private mutating func appendScalar(_ value: Value) throws(EvaluationError) {
        switch value {
        case .null: try append("null")
        case .bool(let truth): try append(truth ? "true" : "false")
        case .int(let number): try append(String(number))
        case .uint(let number): try append(String(number))
        case .double(let number): try append(number.text)
        case .string(let string): try append(string)
        case .bytes(let bytes): try append(String(decoding: bytes, as: UTF8.self))
        case .timestamp(let time): try append(time.description)
        case .duration(let duration): try append(duration.secondsText)
        case .type(let type): try append(type.rawValue)
        case .optional, .list, .map: throw .wrongType("format() with %s", [value])
        }
    }

    private mutating func append(_ list: Value.List, depth: Int) throws(EvaluationError) {
        try append("[")
        for (position, element) in list.enumerated() {
            if position > 0 { try append(", ") }
            try appendText(of: element, depth: depth + 1)
        }
        try append("]")
    }

    private mutating func append(_ map: Value.Map, depth: Int) throws(EvaluationError) {
        try budget.spend(elements: map.count)
        let keys = map.keys.sorted { $0.text.codePointsPrecede($1.text) }
        try append("{")
        for (position, key) in keys.enumerated() {
            if position > 0 { try append(", ") }
            try append(key.text + ": ")
            if let member = map[key] { try appendText(of: member, depth: depth + 1) }
        }
        try append("}")
    }
}

extension Value {
    fileprivate var asDouble: Double? {
        switch self {
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
