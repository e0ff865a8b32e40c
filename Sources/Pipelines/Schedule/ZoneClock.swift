private import struct Foundation.Date
private import struct Foundation.TimeZone

/// What clocks show in a place: a zone of the IANA's table, as the system knows it.
struct ZoneClock {
    private let zone: TimeZone

    /// Finds a zone by its name: `Europe/Berlin`, `UTC`.
    ///
    /// Names that stand for a fixed distance, such as `GMT+5`, are not taken: half of the world reads them the other way
    /// round.
    init?(_ name: String) {
        guard (1...64).contains(name.utf8.count), Self.isName(name), let zone = TimeZone(identifier: name) else {
            return nil
        }
        self.zone = zone
    }

    private static func isName(_ name: String) -> Bool {
        name.contains("/") || name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    }

    /// Seconds that clocks are ahead of UTC at a point in time, in seconds since 1970.
    func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// When clocks are put from one offset to another, between two points in time that are not on the same one: the
    /// first second at which the later offset counts.
    func change(after early: Int64, through late: Int64) -> Int64 {
        let new = offset(at: late)
        var (low, high) = (early, late)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == new { high = middle } else { low = middle }
        }
        return high
    }

    /// Every name there is.
    static var names: [String] { TimeZone.knownTimeZoneIdentifiers + ["UTC"] }
}
