/// The operators that calculate: integers overflow into an error, doubles follow IEEE 754.
enum Arithmetic {
    static func negate(_ value: Value) throws(EvaluationError) -> Value {
        switch value {
        case .int(let value):
            guard value != .min else { throw EvaluationError(.overflow, "-(\(value)) is out of the range of int") }
            return .int(-value)
        case .double(let value): return .double(-value)
        default: throw .wrongType("'-'", [value])
        }
    }

    /// `+`, which also joins texts, bytes and lists.
    static func add(_ left: Value, _ right: Value, _ budget: inout Budget) throws(EvaluationError) -> Value {
        switch (left, right) {
        case (.string(let left), .string(let right)):
            try budget.spend(bytes: left.utf8.count + right.utf8.count)
            return .string(left + right)
        case (.bytes(let left), .bytes(let right)):
            try budget.spend(bytes: left.count + right.count)
            return .bytes(left + right)
        case (.list(let left), .list(let right)):
            try budget.spend(elements: left.count + right.count)
            return .list(.init(left.values + right.values))
        default: return try calculate(.add, left, right)
        }
    }

    static func calculate(_ symbol: BinaryOperator, _ left: Value, _ right: Value) throws(EvaluationError) -> Value {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try whole(symbol, left, right, "int"))
        case (.uint(let left), .uint(let right)): return .uint(try whole(symbol, left, right, "uint"))
        case (.double(let left), .double(let right)):
            switch symbol {
            case .add: return .double(left + right)
            case .subtract: return .double(left - right)
            case .multiply: return .double(left * right)
            case .divide: return .double(left / right)
            default: break
            }
        case (.timestamp, _), (_, .timestamp), (.duration, .duration):
            if let value = try time(symbol, left, right) { return value }
        default: break
        }
        throw .wrongType("'\(symbol.rawValue)'", [left, right])
    }

    private static func whole<Number: FixedWidthInteger>(
        _ symbol: BinaryOperator, _ left: Number, _ right: Number, _ type: String
    ) throws(EvaluationError) -> Number {
        if right == 0, symbol == .divide || symbol == .modulo {
            throw EvaluationError(.divisionByZero, "\(left) \(symbol.rawValue) 0")
        }
        let (result, overflow) =
            switch symbol {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            case .divide: left.dividedReportingOverflow(by: right)
            default: left.remainderReportingOverflow(dividingBy: right)
            }
        // The remainder of the least number and -1 is 0, and Swift reports the overflow of the division.
        if overflow, symbol == .modulo { return 0 }
        guard !overflow else {
            throw EvaluationError(.overflow, "\(left) \(symbol.rawValue) \(right) is out of the range of \(type)")
        }
        return result
    }
}
