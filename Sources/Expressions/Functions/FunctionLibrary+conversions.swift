extension FunctionLibrary {
    static let conversions = [
        conversion("int", toInt), conversion("uint", toUint), conversion("double", toDouble),
        conversion("string", toString), conversion("bool", toBool), conversion("bytes", toBytes),
    ]

    /// A function of one argument that gives nothing for a type it is not for.
    static func conversion(
        _ name: String, _ body: @escaping @Sendable (Value) throws(EvaluationError) -> Value?
    ) -> Function {
        Function(name) { (arguments, budget) throws(EvaluationError) in
            if arguments.count == 1 {
                try arguments[0].pay(&budget)
                if let value = try body(arguments[0]) { return value }
            }
            throw .wrongType("\(name)()", arguments)
        }
    }

    private static func toInt(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .int: return value
        case .uint(let number):
            guard let number = Int64(exactly: number) else { throw outOfRange(value, "int") }
            return .int(number)
        case .double(let number):
            // Neither end of the range is exact in a double, so both are refused.
            guard number > -0x1p63, number < 0x1p63 else { throw outOfRange(value, "int") }
            return .int(Int64(number))
        case .string(let text):
            guard !text.hasPrefix("+"), let number = Int64(text) else { throw unreadable(value, "int") }
            return .int(number)
        case .timestamp(let time): return .int(time.seconds)
        default: return nil
        }
    }

    private static func toUint(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .uint: return value
        case .int(let number):
            guard let number = UInt64(exactly: number) else { throw outOfRange(value, "uint") }
            return .uint(number)
        case .double(let number):
            guard number >= 0, number < 0x1p64 else { throw outOfRange(value, "uint") }
            return .uint(UInt64(number))
        case .string(let text):
            guard !text.hasPrefix("+"), let number = UInt64(text) else { throw unreadable(value, "uint") }
            return .uint(number)
        default: return nil
        }
    }

    private static func toDouble(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            guard let number = Double(text) else { throw unreadable(value, "double") }
            // A text of digits that is too large reads as infinity; only its name may.
            guard number.isFinite || text.utf8.allSatisfy({ !$0.isDigit }) else { throw outOfRange(value, "double") }
            return .double(number)
        default: return nil
        }
    }

    private static func toString(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .string: return value
        case .bool(let truth): return .string(truth ? "true" : "false")
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let number): return .string(number.text)
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EvaluationError(.invalidArgument, "the bytes are not UTF-8")
            }
            return .string(text)
        case .timestamp(let time): return .string(time.description)
        case .duration(let duration): return .string(duration.secondsText)
        case .type(let type): return .string(type.rawValue)
        default: return nil
        }
    }

    private static func toBool(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .bool: return value
        case .string(let text):
            switch text {
            case "1", "t", "true", "TRUE", "True": return true
            case "0", "f", "false", "FALSE", "False": return false
            default: throw unreadable(value, "bool")
            }
        default: return nil
        }
    }

    private static func toBytes(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .bytes: return value
        case .string(let text): return .bytes(Array(text.utf8))
        default: return nil
        }
    }

    private static func outOfRange(_ value: Value, _ type: String) -> EvaluationError {
        EvaluationError(.overflow, "\(value) is out of the range of \(type)")
    }

    static func unreadable(_ value: Value, _ type: String) -> EvaluationError {
        EvaluationError(.invalidArgument, "\(value.description(limit: 80)) is no \(type)")
    }
}

extension Value {
    /// Pays for going over a text once.
    func pay(_ budget: inout Budget) throws(EvaluationError) {
        switch self {
        case .string(let text): try budget.spend(bytes: text.utf8.count)
        case .bytes(let bytes): try budget.spend(bytes: bytes.count)
        default: break
        }
    }
}
