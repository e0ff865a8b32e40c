extension FunctionLibrary {
    static let optionals = [
        Function("optional.none") { (arguments, _) throws(EvaluationError) in
            guard arguments.isEmpty else { throw .wrongType("optional.none()", arguments) }
            return .optional(nil)
        },
        Function("optional.of") { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 1 else { throw .wrongType("optional.of()", arguments) }
            return .optional(arguments[0])
        },
        Function("optional.ofNonZeroValue") { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 1 else { throw .wrongType("optional.ofNonZeroValue()", arguments) }
            return .optional(arguments[0].isZero ? nil : arguments[0])
        },
        Function("hasValue", .member) { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 1, case .optional(let held) = arguments[0] else {
                throw .wrongType("hasValue()", arguments)
            }
            return .bool(held != nil)
        },
        Function("value", .member) { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 1, case .optional(let held) = arguments[0] else {
                throw .wrongType("value()", arguments)
            }
            guard let held else { throw EvaluationError(.noValue, "value() of an optional that has none") }
            return held
        },
        Function("or", .member) { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 2, case .optional(let held) = arguments[0], case .optional = arguments[1] else {
                throw .wrongType("or()", arguments)
            }
            return held == nil ? arguments[1] : arguments[0]
        },
        Function("orValue", .member) { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 2, case .optional(let held) = arguments[0] else {
                throw .wrongType("orValue()", arguments)
            }
            return held ?? arguments[1]
        },
    ]
}

extension Value {
    /// Whether this is what its type begins with: null, 0, an empty text or list.
    fileprivate var isZero: Bool {
        switch self {
        case .null, .optional(nil): true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let value): value.isEmpty
        case .map(let value): value.count == 0
        case .timestamp(let value): value.seconds == 0 && value.nanoseconds == 0
        case .duration(let value): value == .zero
        case .type, .optional: false
        }
    }
}
