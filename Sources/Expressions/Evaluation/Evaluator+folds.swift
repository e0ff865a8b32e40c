extension Evaluator {
    /// `list.all(x, p)` and the other macros that go over a list or a map.
    mutating func fold(_ fold: Node.Fold) throws(EvaluationError) -> Value {
        let range = try value(of: fold.range)
        let sequence = try FoldSequence(range, hasTwoVariables: fold.hasTwoVariables)
        try budget.spend(elements: sequence.count)
        let variables = fold.hasTwoVariables ? 2 : 1
        locals.append(contentsOf: repeatElement(.null, count: variables))
        defer { locals.removeLast(variables) }
        switch fold.operation {
        case .all: return try decide(fold, sequence, decidedBy: false)
        case .exists: return try decide(fold, sequence, decidedBy: true)
        case .existsOne:
            var count = 0
            for position in 0..<sequence.count where try holds(fold, sequence, position) { count += 1 }
            return .bool(count == 1)
        case .filter, .map, .transformList: return try collect(fold, sequence)
        case .transformMap, .transformMapEntry: return try collectEntries(fold, sequence)
        }
    }

    /// An element that decides makes errors at the others not count.
    private mutating func decide(
        _ fold: Node.Fold, _ sequence: FoldSequence, decidedBy decisive: Bool
    ) throws(EvaluationError) -> Value {
        var failure: EvaluationError?
        for position in 0..<sequence.count {
            do throws(EvaluationError) {
                if try holds(fold, sequence, position) == decisive { return .bool(decisive) }
            } catch {
                try hold(error, in: &failure)
            }
        }
        if let failure { throw failure }
        return .bool(!decisive)
    }

    private mutating func collect(_ fold: Node.Fold, _ sequence: FoldSequence) throws(EvaluationError) -> Value {
        var values: [Value] = []
        for position in 0..<sequence.count where try holds(fold, sequence, position) {
            if let transform = fold.transform {
                values.append(try value(of: transform))
            } else {
                values.append(locals[fold.local])
            }
        }
        return .list(.init(values))
    }

    private mutating func collectEntries(_ fold: Node.Fold, _ sequence: FoldSequence) throws(EvaluationError) -> Value {
        var map = Value.Map.Entries()
        guard let transform = fold.transform else { return .map(.init(map)) }
        for position in 0..<sequence.count where try holds(fold, sequence, position) {
            let result = try value(of: transform)
            if fold.operation == .transformMap {
                let key = sequence.key(at: position)
                map.insert(result, for: key)
                continue
            }
            guard case .map(let entry) = result else { throw .wrongType("the result of transformMapEntry()", [result]) }
            try budget.spend(elements: entry.count)
            for key in entry.keys {
                guard let value = entry[key], map.insert(value, for: key) else {
                    throw EvaluationError(.duplicateKey, "the key \(key) twice in one map", range: transform.range)
                }
            }
        }
        return .map(.init(map))
    }

    /// Gives the variables their values, and asks the predicate where there is one.
    private mutating func holds(
        _ fold: Node.Fold, _ sequence: FoldSequence, _ position: Int
    ) throws(EvaluationError) -> Bool {
        try budget.spend()
        if fold.hasTwoVariables {
            locals[fold.local] = sequence.key(at: position).value
            locals[fold.local + 1] = sequence.value(at: position)
        } else {
            locals[fold.local] = sequence.element(at: position)
        }
        guard let predicate = fold.predicate else { return true }
        return try truth(of: predicate, of: fold.operation.rawValue)
    }
}

/// What a fold goes over: the elements of a list, or the keys of a map.
private struct FoldSequence {
    private enum Storage {
        case list(Value.List)
        case map(Value.Map, keys: [Value.Key])
    }

    private let storage: Storage

    init(_ value: Value, hasTwoVariables: Bool) throws(EvaluationError) {
        switch value {
        case .list(let list): storage = .list(list)
        case .map(let map): storage = .map(map, keys: map.keys)
        default: throw .wrongType("a macro over elements", [value])
        }
    }

    var count: Int {
        switch storage {
        case .list(let list): list.count
        case .map(_, let keys): keys.count
        }
    }

    /// What the only variable is.
    func element(at position: Int) -> Value {
        switch storage {
        case .list(let list): list[position]
        case .map(_, let keys): keys[position].value
        }
    }

    /// What the first of two variables is.
    func key(at position: Int) -> Value.Key {
        switch storage {
        case .list: .int(Int64(position))
        case .map(_, let keys): keys[position]
        }
    }

    /// What the second of two variables is.
    func value(at position: Int) -> Value {
        switch storage {
        case .list(let list): list[position]
        case .map(let map, let keys): map[keys[position]] ?? .null
        }
    }
}
