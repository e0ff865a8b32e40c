/// Why an expression has no value.
public struct EvaluationError: Error, Hashable, Sendable {
    /// What went wrong, for a program to tell apart.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// A name that nothing is bound to.
        case unknownName
        /// A key or field that a map does not have.
        case missingKey
        /// An operator, function or condition that is not for values of these types.
        case wrongType
        case unknownFunction
        case divisionByZero
        /// A number outside the range of its type.
        case overflow
        /// An index outside a list or a text.
        case outOfRange
        /// A text or number that a function cannot read.
        case invalidArgument
        /// The same key twice in one map.
        case duplicateKey
        /// An optional that has no value.
        case noValue
        /// More steps, or a larger result, than allowed.
        case limit
    }

    /// What went wrong.
    public let kind: Kind
    /// What went wrong, in one sentence without a full stop, with the values that it happened to.
    public let message: String
    /// Where in the text, in UTF-8 offsets.
    public internal(set) var range: Range<Int>?

    init(_ kind: Kind, _ message: String, range: Range<Int>? = nil) {
        self.kind = kind
        self.message = message
        self.range = range
    }
}

extension EvaluationError: CustomStringConvertible {
    /// The message.
    public var description: String { message }

    /// Where the innermost part that failed begins, in bytes of UTF-8.
    public var offset: Int { range?.lowerBound ?? 0 }
}

extension EvaluationError {
    static func missingKey(_ key: Value.Key, in map: Value.Map) -> EvaluationError {
        let shown = map.firstKeys(20)
        let present = shown.map { $0.value.description(limit: 60) }.joined(separator: ", ")
        let rest = map.count - shown.count
        let list = map.count == 0 ? "it is empty" : "it has \(present)\(rest > 0 ? " and \(rest) more" : "")"
        return EvaluationError(.missingKey, "no key \(key.value.description(limit: 60)); \(list)")
    }

    static func unknownName(_ name: String, known: [String]) -> EvaluationError {
        let names = known.prefix(20).joined(separator: ", ")
        let rest = known.count > 20 ? " and \(known.count - 20) more" : ""
        return EvaluationError(
            .unknownName, "unknown name '\(name)'; " + (known.isEmpty ? "no names are known" : "known: \(names)\(rest)")
        )
    }

    /// A wrong type in place of another: "size() is not for int".
    static func wrongType(_ what: String, _ values: [Value]) -> EvaluationError {
        let types = values.map { $0.type.description }.joined(separator: ", ")
        return EvaluationError(.wrongType, "\(what) is not for \(types.isEmpty ? "no arguments" : "(\(types))")")
    }
}
