import Foundation
import Orchestration
import Testing

/// The same numbers for the same seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Element>(_ list: [Element]) -> Element? { list.randomElement(using: &self) }
}

/// Random pipelines under random histories.
@Suite struct RandomRunsTests {
    /// Histories in a block; `RANDOM_HISTORIES` says how many others.
    static let count = ProcessInfo.processInfo.environment["RANDOM_HISTORIES"].flatMap { Int($0) } ?? 8
    /// Steps of each.
    static let steps = 60
    /// Histories that have found a mistake, always played: which one, and the steps of it that do.
    ///
    /// They are others once the dice are used otherwise.
    static let pastFailures: [(seed: Int, steps: [Int])] = [(6, [51])]

    @Test("whatever happens to a run, its state is the fold of its events, and it is never stuck", arguments: 0..<8)
    func randomRuns(block: Int) throws {
        let clock = ContinuousClock()
        let time = try clock.measure {
            for seed in block * Self.count..<(block + 1) * Self.count {
                guard try play(seed, Array(0..<Self.steps)) else { return }
            }
        }
        let steps = Self.count * Self.steps
        print("block \(block): \(steps) steps in \(time), \(Int(Double(steps) / (time / .seconds(1)))) a second")
    }

    /// What comes up once in ten thousand steps needs as many; all of them with all checks would take too long.
    @Test("the same of longer histories, which are looked at now and then")
    func longRuns() throws {
        let clock = ContinuousClock()
        let (histories, steps, interval) = (Self.count * 8, 100, 32)
        let time = try clock.measure {
            for seed in 1_000_000..<1_000_000 + histories {
                do {
                    try RandomHistory(seed, checkedEvery: interval).play(Array(0..<steps))
                } catch is Broken {
                    // All checks tell where it begins.
                    if try play(seed, Array(0..<steps)) { Issue.record("seed \(seed) fails unless all is checked") }
                    return
                }
            }
        }
        let rate = Int(Double(histories * steps) / (time / .seconds(1)))
        print("\(histories) histories: \(histories * steps) steps in \(time), \(rate) a second")
    }

    @Test("histories that once found a mistake", arguments: pastFailures.indices)
    func pastFailure(number: Int) throws {
        let (seed, steps) = Self.pastFailures[number]
        _ = try play(seed, steps)
    }

    @Test("a history that fails is told in the fewest steps that fail")
    func shrinks() throws {
        // That nobody ever pauses a run is not so, and one step shows it.
        var found: [Int]?
        for seed in 0..<20 where found == nil {
            found = try RandomHistory.shrunk(seed, Array(0..<100)) { $0.run.pause?.cause == .requested }
        }
        let steps = try #require(found)
        #expect(steps.count <= 2)
    }

    /// Plays a history, and where it fails records the shortest one that does; says whether it went well.
    private func play(_ seed: Int, _ steps: [Int]) throws -> Bool {
        do { try RandomHistory(seed).play(steps) } catch is Broken {
            let fewest = try RandomHistory.shrunk(seed, steps) ?? steps
            var history = try RandomHistory(seed)
            do { try history.goOn(fewest) } catch let broken as Broken {
                Issue.record(
                    "seed \(seed), steps \(fewest):\n\(history.stand.told)\n\(broken.description.prefix(4000))")
            }
            return false
        }
        return true
    }
}
