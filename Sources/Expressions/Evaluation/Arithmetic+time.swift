extension Arithmetic {
    /// `+` and `-` on points in time and durations, or `nil` where they are not for these.
    static func time(_ symbol: BinaryOperator, _ left: Value, _ right: Value) throws(EvaluationError) -> Value? {
        switch (symbol, left, right) {
        case (.add, .timestamp(let time), .duration(let duration)),
            (.add, .duration(let duration), .timestamp(let time)):
            return .timestamp(try move(time, by: duration))
        case (.subtract, .timestamp(let time), .duration(let duration)):
            return .timestamp(try move(time, by: .zero - duration))
        case (.subtract, .timestamp(let left), .timestamp(let right)):
            let seconds = left.seconds - right.seconds
            let nanoseconds = Int64(left.nanoseconds) - Int64(right.nanoseconds)
            return .duration(try checked(.seconds(seconds) + .nanoseconds(nanoseconds)))
        case (.add, .duration(let left), .duration(let right)): return .duration(try checked(left + right))
        case (.subtract, .duration(let left), .duration(let right)): return .duration(try checked(left - right))
        default: return nil
        }
    }

    /// A duration that the language can hold: its nanoseconds fit 64 bits.
    static func checked(_ duration: Duration) throws(EvaluationError) -> Duration {
        guard duration.wholeNanoseconds != nil else {
            throw EvaluationError(.overflow, "\(duration.secondsText) is out of the range of duration")
        }
        return duration
    }

    private static func move(_ time: Timestamp, by duration: Duration) throws(EvaluationError) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        var nanoseconds = Int64(time.nanoseconds) + attoseconds / 1_000_000_000
        var total = time.seconds + seconds
        if nanoseconds < 0 {
            nanoseconds += 1_000_000_000
            total -= 1
        } else if nanoseconds >= 1_000_000_000 {
            nanoseconds -= 1_000_000_000
            total += 1
        }
        guard let moved = Timestamp(seconds: total, nanoseconds: Int32(nanoseconds)) else {
            throw EvaluationError(.overflow, "\(time) and \(duration.secondsText) is outside the years 1 to 9999")
        }
        return moved
    }
}
