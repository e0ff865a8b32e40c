import GitNames
import Orchestration
import OrderedCollections
import Pipelines

/// A try that has ended, as programs read it.
public struct TriedReport: Codable, Hashable, Sendable {
    /// Which.
    public var attempt: Int
    /// Why it failed; `null` where it succeeded.
    @OrNull public var failure: FailureReport?
    /// When it started.
    public var startedAt: String
    /// When it ended.
    public var endedAt: String
    /// How many passes of the loop it made.
    public var iterations: Int
    /// The commit that it started from.
    public var base: String
    /// Its last commit.
    public var tip: String

    private enum CodingKeys: String, CodingKey {
        case attempt, failure, iterations, base, tip
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }

    init(_ past: InstanceRun.Past) {
        attempt = past.attempt
        failure = past.failure.map { FailureReport($0) }
        startedAt = past.since.isoText
        endedAt = past.at.isoText
        iterations = past.iterations
        base = past.base.hex
        tip = past.tip.hex
    }

    /// How it ended, for people.
    func line(now: Bool) -> StyledText {
        let took = Instant(isoText: endedAt).flatMap { end in Instant(isoText: startedAt).map { end - $0 } } ?? .zero
        let facts = "\(RunReport.count(iterations, "iteration")), \(took.lengthText)"
        guard let failure else {
            return StyledText("attempt \(attempt) succeeded", .good) + StyledText(" (\(facts))", .faint)
        }
        let exit = failure.exitCode.map { ", exit \($0)" } ?? ""
        return StyledText("attempt \(attempt) \(failure.class)\(exit): \(failure.message)", now ? .bad : .plain)
            + StyledText(" (\(facts))", .faint)
    }
}

extension WhyReport.Part {
    /// Adds what follows from what is known: what lets it go on, what a person can do, and what was tried.
    mutating func deepen(_ run: Run) {
        let stage = StageName(stage)
        let id = instance.map { InstanceID(stage, InstanceName($0)) }
        let path = "\(run.id)/\(id.map { "\($0)" } ?? stage.rawValue)"
        if let reason = blockedOn.flatMap({ BlockedOn.Reason(rawValue: $0) }) {
            let blocked = BlockedOn(
                reason, blockedDetail ?? "", until: blockedUntil.flatMap { Instant(isoText: $0) })
            let isOver = triggers.contains { $0.verdict == "never" }
            looksAgain = NextLook(blocked, of: stage, in: run, isOver: isOver)
            can = Remedy.steps(against: blocked, part: path, stage: stage, in: run)
        } else if status == "failed" {
            can = Remedy.steps(
                afterFailureOf: path, attempts: id.flatMap { run.instance($0)?.past.count } ?? 0, in: run)
        }
        tried = (id.flatMap { run.instance($0)?.past } ?? []).map { TriedReport($0) }
        guard let failure, failure.message.hasPrefix("validation ") else { return }
        let marker = lastLines.lastIndex(of: Self.validationMark)
        validatorLines = marker.map { Array(lastLines[($0 + 1)...]) } ?? lastLines
    }

    /// What stands in an attempt's output before what its validation wrote.
    private static let validationMark = "taskdaemon: validates the result"
}
