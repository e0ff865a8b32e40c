extension TypeChecker {
    /// What an operator gives for two values, of either of which nothing may be known.
    mutating func binary(_ symbol: BinaryOperator, _ leftShape: Shape, _ rightShape: Shape, _ node: Node) -> Shape {
        let (left, right) = (leftShape.type, rightShape.type)
        switch symbol {
        case .equal, .unequal: return .of(.bool)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            if !Self.mayCompare(left, right) { refuse(symbol, left, right, node) }
            return .of(.bool)
        case .isIn:
            if let right, right != .list, right != .map { refuse(symbol, left, right, node) }
            return .of(.bool)
        case .add, .subtract, .multiply, .divide, .modulo:
            let possible = Self.arithmetic.filter { rule in
                rule.symbols.contains(symbol) && (left ?? rule.left) == rule.left && (right ?? rule.right) == rule.right
            }
            guard let first = possible.first else {
                refuse(symbol, left, right, node)
                return .any
            }
            if symbol == .add, first.result == .list { return leftShape.joined(rightShape) }
            return possible.allSatisfy { $0.result == first.result } ? .of(first.result) : .any
        }
    }

    private mutating func refuse(_ symbol: BinaryOperator, _ left: ValueType?, _ right: ValueType?, _ node: Node) {
        let types = [left, right].map { $0?.description ?? "any" }.joined(separator: ", ")
        report(.wrongType, "'\(symbol.rawValue)' is not for (\(types))", at: node.range)
    }

    private static func mayCompare(_ left: ValueType?, _ right: ValueType?) -> Bool {
        let ordered: Set<ValueType> = [.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration]
        let numbers: Set<ValueType> = [.int, .uint, .double]
        guard (left.map { ordered.contains($0) } ?? true), (right.map { ordered.contains($0) } ?? true) else {
            return false
        }
        guard let left, let right else { return true }
        return left == right || (numbers.contains(left) && numbers.contains(right))
    }

    private struct Rule {
        let symbols: Set<BinaryOperator>
        let left: ValueType
        let right: ValueType
        let result: ValueType

        init(_ symbols: Set<BinaryOperator>, _ left: ValueType, _ right: ValueType, _ result: ValueType) {
            self.symbols = symbols
            self.left = left
            self.right = right
            self.result = result
        }
    }

    private static let arithmetic = [
        Rule([.add, .subtract, .multiply, .divide, .modulo], .int, .int, .int),
        Rule([.add, .subtract, .multiply, .divide, .modulo], .uint, .uint, .uint),
        Rule([.add, .subtract, .multiply, .divide], .double, .double, .double),
        Rule([.add], .string, .string, .string), Rule([.add], .bytes, .bytes, .bytes),
        Rule([.add], .list, .list, .list),
        Rule([.add, .subtract], .duration, .duration, .duration),
        Rule([.add, .subtract], .timestamp, .duration, .timestamp),
        Rule([.add], .duration, .timestamp, .timestamp), Rule([.subtract], .timestamp, .timestamp, .duration),
    ]
}
