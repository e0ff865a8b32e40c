import JSONValues

extension Value {
    /// Takes the size of this value from what is left, or says `false` as soon as too little is.
    ///
    /// Nested too deeply, it is too large as well: whoever gets it will go down into it. A value may hold the same part many times over, and be much larger written out than in memory.
    func take(from left: inout Int, levels: Int = Comparison.deepest) -> Bool {
        guard levels > 0 else { return false }
        left -= 16
        switch self {
        case .null, .bool, .int, .uint, .double, .timestamp, .duration, .type, .optional(nil): break
        case .string(let text): left -= text.utf8.count
        case .bytes(let bytes): left -= bytes.count
        case .optional(let value?): return value.take(from: &left, levels: levels - 1)
        case .list(let list):
            switch list.storage {
            case .json(let elements): return elements.allSatisfy { $0.take(from: &left, levels: levels - 1) }
            case .values(let elements): return elements.allSatisfy { $0.take(from: &left, levels: levels - 1) }
            }
        case .map(let map):
            switch map.storage {
            case .json(let members): return JSON.object(members).take(from: &left, levels: levels - 1)
            case .entries(let entries):
                return entries.values.allSatisfy {
                    $0.key.value.take(from: &left, levels: levels - 1) && $0.value.take(from: &left, levels: levels - 1)
                }
            }
        }
        return left >= 0
    }
}

extension JSON {
    fileprivate func take(from left: inout Int, levels: Int = Comparison.deepest) -> Bool {
        guard levels > 0 else { return false }
        left -= 16
        switch self {
        case .null, .bool, .int, .double: break
        case .string(let text): left -= text.utf8.count
        case .array(let elements): return elements.allSatisfy { $0.take(from: &left, levels: levels - 1) }
        case .object(let members):
            return members.allSatisfy { member in
                left -= member.key.utf8.count
                return member.value.take(from: &left, levels: levels - 1)
            }
        }
        return left >= 0
    }
}
