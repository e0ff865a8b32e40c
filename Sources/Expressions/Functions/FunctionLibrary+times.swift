extension FunctionLibrary {
    static let times =
        [
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
        ] + selectors

    private static let selectors = [
        selector("getFullYear") { $0.date.year },
        selector("getMonth") { $0.date.month - 1 },
        selector("getDate") { $0.date.day },
        selector("getDayOfMonth") { $0.date.day - 1 },
        selector("getDayOfYear") { $0.date.dayOfYear },
        selector("getDayOfWeek") { $0.dayOfWeek },
        selector("getHours", duration: { $0.components.seconds / 3600 }) { $0.secondOfDay / 3600 },
        selector("getMinutes", duration: { $0.components.seconds / 60 }) { $0.secondOfDay / 60 % 60 },
        selector("getSeconds", duration: { $0.components.seconds }) { $0.secondOfDay % 60 },
        selector("getMilliseconds", duration: { $0.components.attoseconds / 1_000_000_000_000_000 }) {
            $0.nanoseconds / 1_000_000
        },
    ]

    /// A part of a point in time, in UTC or in the zone that the argument names; or of a duration.
    private static func selector(
        _ name: String, duration: (@Sendable (Duration) -> Int64)? = nil,
        time part: @escaping @Sendable (LocalTime) -> Int
    ) -> Function {
        Function(name, .member) { (arguments, _) throws(EvaluationError) in
            switch (arguments.count, arguments.first, arguments.last) {
            case (1, .timestamp(let time), _): return .int(Int64(part(LocalTime(time, secondsEast: 0))))
            case (2, .timestamp(let time), .string(let zone)):
                guard let offset = TimeZoneName(zone).secondsEast(at: time) else {
                    throw EvaluationError(.invalidArgument, "unknown time zone \(arguments[1].description(limit: 40))")
                }
                return .int(Int64(part(LocalTime(time, secondsEast: offset))))
            case (1, .duration(let value), _):
                if let duration { return .int(duration(value)) }
                throw .wrongType("\(name)()", arguments)
            default: throw .wrongType("\(name)()", arguments)
            }
        }
    }
}

/// What calendar and clock show at a point in time, some seconds east of UTC.
private struct LocalTime {
    let days: Int
    let secondOfDay: Int
    let nanoseconds: Int

    init(_ time: Timestamp, secondsEast: Int) {
        let seconds = Int(time.seconds) + secondsEast
        days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        secondOfDay = seconds - days * 86_400
        nanoseconds = Int(time.nanoseconds)
    }

    var date: CalendarDate { CalendarDate(daysSinceEpoch: days) }

    /// From 0 on Sunday.
    var dayOfWeek: Int { CalendarDate.weekday(daysSinceEpoch: days) }
}
