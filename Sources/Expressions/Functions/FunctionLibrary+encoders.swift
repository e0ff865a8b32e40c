extension FunctionLibrary {
    static let encoders = [
        conversion("base64.encode") { (value) throws(EvaluationError) in
            guard case .bytes(let bytes) = value else { return nil }
            return .string(Base64.encode(bytes))
        },
        conversion("base64.decode") { (value) throws(EvaluationError) in
            guard case .string(let text) = value else { return nil }
            guard let bytes = Base64.decode(text) else { throw unreadable(value, "base64") }
            return .bytes(bytes)
        },
    ]
}
