extension Evaluator {
    mutating func binary(
        _ symbol: BinaryOperator, _ left: Value, _ right: Value
    ) throws(EvaluationError) -> Value {
        switch symbol {
        case .equal: return .bool(try Comparison.areEqual(left, right, &budget))
        case .unequal: return .bool(try !Comparison.areEqual(left, right, &budget))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .bool(try Comparison.order(left, right, symbol, &budget))
        case .isIn: return .bool(try Comparison.contains(right, left, &budget))
        case .add: return try Arithmetic.add(left, right, &budget)
        case .subtract, .multiply, .divide, .modulo: return try Arithmetic.calculate(symbol, left, right)
        }
    }

    /// `[a, ?b]`
    mutating func list(_ elements: [Node.Element]) throws(EvaluationError) -> Value {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            let value = try value(of: element.value)
            if !element.isOptional {
                values.append(value)
            } else if let held = try held(value, element.value) {
                values.append(held)
            }
        }
        return .list(.init(values))
    }

    /// `{a: b, ?c: d}`
    mutating func map(_ entries: [Node.Entry]) throws(EvaluationError) -> Value {
        var map = Value.Map.Entries()
        for entry in entries {
            let key = try mapKey(value(of: entry.key), entry.key)
            var value = try value(of: entry.value)
            if entry.isOptional {
                guard let held = try held(value, entry.value) else { continue }
                value = held
            }
            guard map.insert(value, for: key) else {
                throw EvaluationError(.duplicateKey, "the key \(key) twice in one map", range: entry.key.range)
            }
        }
        return .map(.init(map))
    }

    private func held(_ value: Value, _ node: Node) throws(EvaluationError) -> Value? {
        guard case .optional(let held) = value else {
            throw EvaluationError(.wrongType, "'?' before \(value.type), which is not optional", range: node.range)
        }
        return held
    }

    private func mapKey(_ value: Value, _ node: Node) throws(EvaluationError) -> Value.Key {
        if case .double = value {} else if let key = Value.Key(value) { return key }
        throw EvaluationError(.wrongType, "\(value.type) cannot be the key of a map", range: node.range)
    }
}
