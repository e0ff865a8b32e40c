extension FunctionLibrary {
    static let times = [
        conversion("timestamp") { (value) throws(EvaluationError) in
            switch value {
            case .timestamp: return value
            case .int(let seconds):
                guard let time = Timestamp(seconds: seconds) else {
                    throw EvaluationError(.overflow, "\(seconds) is outside the years 1 to 9999")
                }
                return .timestamp(time)
            case .string(let text):
                guard let time = Timestamp(text) else { throw unreadable(value, "timestamp") }
                return .timestamp(time)
            default: return nil
            }
        },
        conversion("duration") { (value) throws(EvaluationError) in
            switch value {
            case .duration: return value
            case .string(let text):
                guard let duration = Duration(expressionText: text) else { throw unreadable(value, "duration") }
                return .duration(duration)
            default: return nil
            }
        },
    ]
}
