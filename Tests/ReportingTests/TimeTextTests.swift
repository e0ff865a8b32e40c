import Pipelines
import Testing

@testable import Reporting

@Suite struct TimeTextTests {
    private let now = SampleRun.start

    private func read(_ text: String) -> String? { TimeText.parse(text, now: now)?.isoText }

    @Test("days, times with and without a zone, and how long ago it was") func forms() {
        #expect(read("2026-01-01") == "2026-01-01T00:00:00Z")
        #expect(read("2026-01-01 14:05") == "2026-01-01T14:05:00Z")
        #expect(read("2026-01-01T14:05:06Z") == "2026-01-01T14:05:06Z")
        #expect(read("2026-01-01 14:05:06 UTC") == "2026-01-01T14:05:06Z")
        #expect(read("2026-01-01T14:05:06.25+01:30") == "2026-01-01T12:35:06Z")
        #expect(read("2026-01-01T14:05-0800") == "2026-01-01T22:05:00Z")
        #expect(read("2h") == "2026-01-02T01:04:05Z")
        #expect(read("1d ago") == "2026-01-01T03:04:05Z")
        #expect(TimeText.parse("2026-01-01T14:05:06.25Z", now: now)?.milliseconds == 1_767_276_306_250)
    }

    @Test(
        "what is no time is not guessed at",
        arguments: [
            "", "yesterday", "2026-02-30", "2026-13-01", "2026-01-01 24:00", "2026-01-01 12:60", "2h later", "2 h",
            "26-01-01", "2026-01-01T", "2026-01-01 14", "-2h", "12:00", "999999999999h",
        ])
    func others(text: String) { #expect(read(text) == nil) }
}
