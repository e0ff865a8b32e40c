/// Equality and order of values, numbers of different types included.
enum Comparison {
    /// Values from outside may be nested deeper than any expression; comparing recurses.
    static let deepest = 600

    static func areEqual(
        _ left: Value, _ right: Value, _ budget: inout Budget, depth: Int = 0
    ) throws(EvaluationError) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)):
            try budget.spend(bytes: min(left.utf8.count, right.utf8.count))
            return left.hasSameCodePoints(as: right)
        case (.bytes(let left), .bytes(let right)):
            try budget.spend(bytes: min(left.count, right.count))
            return left == right
        case (.timestamp(let left), .timestamp(let right)): return left == right
        case (.duration(let left), .duration(let right)): return left == right
        case (.type(let left), .type(let right)): return left == right
        case (.optional(nil), .optional(nil)): return true
        case (.optional(let left?), .optional(let right?)):
            try descend(depth, &budget)
            return try areEqual(left, right, &budget, depth: depth + 1)
        case (.list(let left), .list(let right)): return try areEqual(left, right, &budget, depth)
        case (.map(let left), .map(let right)): return try areEqual(left, right, &budget, depth)
        default: return numbers(left, right) == .equal
        }
    }

    private static func areEqual(
        _ left: Value.List, _ right: Value.List, _ budget: inout Budget, _ depth: Int
    ) throws(EvaluationError) -> Bool {
        guard left.count == right.count else { return false }
        for position in 0..<left.count {
            try descend(depth, &budget)
            guard try areEqual(left[position], right[position], &budget, depth: depth + 1) else { return false }
        }
        return true
    }

    private static func areEqual(
        _ left: Value.Map, _ right: Value.Map, _ budget: inout Budget, _ depth: Int
    ) throws(EvaluationError) -> Bool {
        guard left.count == right.count else { return false }
        for key in left.keys {
            try descend(depth, &budget)
            guard let leftValue = left[key], let rightValue = right[key],
                try areEqual(leftValue, rightValue, &budget, depth: depth + 1)
            else { return false }
        }
        return true
    }

    private static func descend(_ depth: Int, _ budget: inout Budget) throws(EvaluationError) {
        guard depth < deepest else { throw tooDeep }
        try budget.spend()
    }

    static var tooDeep: EvaluationError {
        EvaluationError(.limit, "a value nested more than \(deepest) levels deep")
    }

    /// `element in list`, or `key in map`.
    static func contains(_ container: Value, _ element: Value, _ budget: inout Budget) throws(EvaluationError) -> Bool {
        switch container {
        case .list(let list):
            try budget.spend(elements: list.count)
            for position in 0..<list.count where try areEqual(list[position], element, &budget) { return true }
            return false
        case .map(let map):
            guard let key = Value.Key(element) else { return false }
            return map[key] != nil
        default: throw .wrongType("'in'", [element, container])
        }
    }

    static func order(
        _ left: Value, _ right: Value, _ symbol: BinaryOperator, _ budget: inout Budget
    ) throws(EvaluationError) -> Bool {
        guard let order = try order(left, right, &budget) else {
            throw .wrongType("'\(symbol.rawValue)'", [left, right])
        }
        switch symbol {
        case .less: return order == .less
        case .lessOrEqual: return order == .less || order == .equal
        case .greater: return order == .greater
        default: return order == .greater || order == .equal
        }
    }

    private static func order(_ left: Value, _ right: Value, _ budget: inout Budget) throws(EvaluationError) -> Order? {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): return Order(left ? 1 : 0, right ? 1 : 0)
        case (.string(let left), .string(let right)):
            try budget.spend(bytes: min(left.utf8.count, right.utf8.count))
            if left.codePointsPrecede(right) { return .less }
            return left.hasSameCodePoints(as: right) ? .equal : .greater
        case (.bytes(let left), .bytes(let right)):
            try budget.spend(bytes: min(left.count, right.count))
            return left == right ? .equal : left.lexicographicallyPrecedes(right) ? .less : .greater
        case (.timestamp(let left), .timestamp(let right)): return Order(left, right)
        case (.duration(let left), .duration(let right)): return Order(left, right)
        default: return numbers(left, right)
        }
    }
}
