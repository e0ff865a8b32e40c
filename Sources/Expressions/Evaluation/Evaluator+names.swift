extension Evaluator {
    mutating func resolve(_ name: Node.QualifiedName) throws(EvaluationError) -> Value {
        if let value = bindings.resolve(name) { return value }
        if let type = ValueType(rawValue: name.text) { return .type(type) }
        throw .unknownName(name.text, known: bindings.names)
    }

    /// `a.b`; where names with points in them are bound, the longest such name wins.
    mutating func select(_ selection: Node.Selection) throws(EvaluationError) -> Value {
        if bindings.hasQualifiedNames, let path = selection.path, let value = bindings.resolve(path) { return value }
        let operand = try value(of: selection.operand)
        if case .map(let map) = operand, !selection.isOptional {
            if let value = map[selection.field] { return value }
            throw try missingKey(.string(selection.field), in: map)
        }
        return try member(.string(selection.field), of: operand, isOptional: selection.isOptional)
    }

    /// `a[b]`
    mutating func element(of operand: Node, at index: Node, isOptional: Bool) throws(EvaluationError) -> Value {
        let operand = try value(of: operand)
        let index = try value(of: index)
        return try member(index, of: operand, isOptional: isOptional)
    }

    /// A member of a value, of what an optional holds, or none: once optional, always optional.
    private mutating func member(
        _ index: Value, of operand: Value, isOptional: Bool
    ) throws(EvaluationError) -> Value {
        if case .optional(let held) = operand {
            guard let held else { return .optional(nil) }
            return try member(index, of: held, isOptional: true)
        }
        do throws(EvaluationError) {
            let value = try member(index, of: operand)
            return isOptional ? .optional(value) : value
        } catch  where isOptional && (error.kind == .missingKey || error.kind == .outOfRange) {
            return .optional(nil)
        }
    }

    private mutating func member(_ index: Value, of operand: Value) throws(EvaluationError) -> Value {
        switch operand {
        case .map(let map):
            guard let key = Value.Key(index) else {
                guard case .double = index else { throw .wrongType("the index of a map", [index]) }
                throw EvaluationError(.missingKey, "no key \(index)")
            }
            if let value = map[key] { return value }
            throw try missingKey(key, in: map)
        case .list(let list):
            guard case .int(let position) = index.wholeNumber else { throw .wrongType("the index of a list", [index]) }
            guard let place = Int(exactly: position), list.indices.contains(place) else {
                throw EvaluationError(.outOfRange, "no element \(position) in a list of \(list.count)")
            }
            return list[place]
        default:
            if case .string(let name) = index {
                throw EvaluationError(
                    .wrongType, "no member '\(name)' in \(operand.type) \(operand.description(limit: 80))")
            }
            throw .wrongType("an index", [operand, index])
        }
    }

    /// Pays for the list of keys in the message, as another part may take the error away unseen.
    private mutating func missingKey(_ key: Value.Key, in map: Value.Map) throws(EvaluationError) -> EvaluationError {
        try budget.spend(map.count / 2)
        return .missingKey(key, in: map)
    }

    /// `has(a.b)`
    mutating func presence(of field: String, in operand: Node) throws(EvaluationError) -> Value {
        var operand = try value(of: operand)
        while case .optional(let held) = operand {
            guard let held else { return false }
            operand = held
        }
        guard case .map(let map) = operand else {
            throw EvaluationError(.wrongType, "has() asks a map for '\(field)', and this is \(operand.type)")
        }
        return .bool(map[field] != nil)
    }

    /// `a.optMap(name, body)`
    mutating func optionalMap(_ operand: Node, _ body: Node, isFlat: Bool) throws(EvaluationError) -> Value {
        let operand = try value(of: operand)
        guard case .optional(let held) = operand else { throw .wrongType("optMap()", [operand]) }
        guard let held else { return .optional(nil) }
        let value = try scoped(held, body)
        guard isFlat else { return .optional(value) }
        guard case .optional = value else { throw .wrongType("the result of optFlatMap()", [value]) }
        return value
    }
}

extension Value {
    /// A number that is a whole one in the range of `int`, as an `int`.
    fileprivate var wholeNumber: Value? {
        switch self {
        case .int: self
        case .uint(let value): Int64(exactly: value).map { .int($0) }
        case .double(let value): Int64(exactly: value).map { .int($0) }
        default: nil
        }
    }
}
