import Foundation
import Pipelines
import Testing

/// Durations, instants and waits.
@Suite struct TimesTests {
    @Test(
        "a duration is read and written in its largest whole unit",
        arguments: [
            ("500ms", 500), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000), ("1d", 86_400_000), ("0s", 0),
        ] as [(String, Int64)])
    func durations(text: String, milliseconds: Int64) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
        #expect(DurationText.write(.milliseconds(milliseconds)) == text)
    }

    @Test(
        "what is no duration, or more than a hundred years, is none",
        arguments: ["", "s", "5", "5 s", "-5s", "1.5s", "5S", "5sec", "٥s", "36601d", "99999999999999999999s"])
    func noDuration(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test("waits grow up to the longest, and chance moves them by the jitter")
    func backoff() {
        let backoff = Backoff(initial: .seconds(1), factor: 2, max: .seconds(60), jitter: 0.2)
        #expect(
            (1...8).map { backoff.wait(afterFailures: $0, chance: 0.5).milliseconds / 1000 } == [
                1, 2, 4, 8, 16, 32, 60, 60,
            ])
        #expect(backoff.wait(afterFailures: 1, chance: 0) == .milliseconds(800))
        #expect(backoff.wait(afterFailures: .max, chance: 1) == .milliseconds(72_000))
    }

    @Test("a wait of absurd numbers is a wait all the same")
    func absurd() {
        for factor in [0, -1, 1e308, .infinity, .nan] as [Double] {
            for jitter in [0, 1e308, -1e308, .infinity, .nan] as [Double] {
                let backoff = Backoff(
                    initial: .milliseconds(Int64.max), factor: factor, max: .milliseconds(Int64.max), jitter: jitter)
                let wait = backoff.wait(afterFailures: 3, chance: 1)
                #expect(wait >= .zero && wait <= .seconds(100 * 366 * 86_400))
            }
        }
    }

    @Test("an instant stops at the ends of its range, and is a plain number in JSON")
    func instants() throws {
        let last = Instant(milliseconds: .max)
        #expect(last + .seconds(1) == last)
        #expect(Instant(milliseconds: -1).seconds == -1)
        #expect(Instant(milliseconds: 1_999).seconds == 1)
        #expect(Instant(milliseconds: 5) - Instant(milliseconds: 2) == .milliseconds(3))
        #expect(String(decoding: try JSONEncoder().encode([Instant(milliseconds: 7)]), as: UTF8.self) == "[7]")
    }

    @Test("names are plain strings in JSON, and an instance of its own is called by its stage")
    func names() throws {
        #expect(String(decoding: try JSONEncoder().encode([StageName("plan")]), as: UTF8.self) == "[\"plan\"]")
        #expect(try JSONDecoder().decode([RunID].self, from: Data("[\"a-1\"]".utf8)) == ["a-1"])
        #expect("\(InstanceID("plan", .main))" == "plan")
        #expect("\(AttemptID(InstanceID("build", "x"), 2))" == "build/x attempt 2")
        #expect(InstanceID("a", "z") < InstanceID("b", "a"))
    }
}
