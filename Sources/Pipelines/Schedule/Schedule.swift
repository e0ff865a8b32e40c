/// When a pipeline starts by the clock: times of a calendar in a place.
///
/// Written to JSON as its text.
public struct Schedule: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Which times.
    public let times: CronExpression
    /// The place whose clocks count, by its name in the IANA's table.
    public let timeZone: String

    /// Where nothing is said of it.
    public static let defaultTimeZone = "UTC"

    /// Takes times and a zone; in one that this machine does not know, no time ever comes.
    public init(_ times: CronExpression, timeZone: String = defaultTimeZone) {
        self.times = times
        self.timeZone = timeZone
    }

    /// Reads what `description` gives.
    public init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 6, let times = try? CronExpression(parsing: words[..<5].joined(separator: " ")) else {
            return nil
        }
        self.init(times, timeZone: String(words[5]))
    }

    /// The five fields and the zone: `0 3 * * 1-5 Europe/Berlin`.
    public var description: String { "\(times.source) \(timeZone)" }

    /// Reads the text; another machine may know more zones than this one does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let schedule = Schedule(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text)” is no schedule")
        }
        self = schedule
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Whether there is a zone of that name.
    public static func isTimeZone(_ name: String) -> Bool { ZoneClock(name) != nil }

    /// The names of all zones, of which one may have been meant.
    public static var timeZoneNames: [String] { ZoneClock.names }
}
