extension FunctionLibrary {
    static let basics = [
        Function("size", .either) { (arguments, budget) throws(EvaluationError) in
            switch arguments.first {
            case .string(let text) where arguments.count == 1:
                try budget.spend(bytes: text.utf8.count)
                return .int(Int64(text.unicodeScalars.count))
            case .bytes(let bytes) where arguments.count == 1: return .int(Int64(bytes.count))
            case .list(let list) where arguments.count == 1: return .int(Int64(list.count))
            case .map(let map) where arguments.count == 1: return .int(Int64(map.count))
            default: throw .wrongType("size()", arguments)
            }
        },
        Function("type") { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 1 else { throw .wrongType("type()", arguments) }
            return .type(arguments[0].type)
        },
        Function("dyn") { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 1 else { throw .wrongType("dyn()", arguments) }
            return arguments[0]
        },
    ]
}
