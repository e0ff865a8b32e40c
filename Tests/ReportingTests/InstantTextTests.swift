import Pipelines
import Testing

@testable import Reporting

@Suite struct InstantTextTests {
    @Test(
        "instants are written in UTC and read back",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_767_323_045, "2026-01-02T03:04:05Z"),
            (-1, "1969-12-31T23:59:59Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ])
    func roundTrip(seconds: Int64, text: String) {
        let instant = Instant(milliseconds: seconds * 1000)
        #expect(instant.isoText == text)
        #expect(Instant(isoText: text) == instant)
    }

    @Test("instants out of range are clamped") func outOfRange() {
        #expect(Instant(milliseconds: .max).isoText == "9999-12-31T23:59:59Z")
        #expect(Instant(milliseconds: .min).isoText == "0000-01-01T00:00:00Z")
    }

    @Test("ages are in one unit") func ages() {
        let now = Instant(milliseconds: 1_000_000_000)
        func age(_ seconds: Int) -> String { (now + .seconds(-seconds)).ageText(at: now) }
        #expect([age(3), age(60), age(7200), age(3 * 86_400)] == ["3 s ago", "1 min ago", "2 h ago", "3 d ago"])
        #expect(age(-90) == "in 1 min")
    }
}
