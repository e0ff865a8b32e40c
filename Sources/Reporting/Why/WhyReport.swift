public import Orchestration
import OrderedCollections
public import Pipelines

/// Why parts of a run stand where they stand: what `why --json` gives.
public struct WhyReport: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// The run's status.
    public var status: String
    /// What holds the whole run, or how it ended.
    @OrNull public var detail: String?
    /// What was asked for.
    public var parts: [Part]
    /// What a person can do.
    public var next: [String]

    /// A stage without instances, or an instance.
    public struct Part: Codable, Hashable, Sendable {
        /// The stage's name.
        public var stage: String
        /// The instance's name.
        @OrNull public var instance: String?
        /// Its status.
        public var status: String
        /// The reason, where it is not running and has not ended.
        @OrNull public var blockedOn: String?
        /// What exactly it waits for, or why it was skipped.
        @OrNull public var blockedDetail: String?
        /// When it will be looked at again by itself.
        @OrNull public var blockedUntil: String?
        /// Each trigger with its verdict.
        public var triggers: [TriggerFinding]
        /// Why it failed, or why the last try did.
        @OrNull public var failure: FailureReport?
        /// The try that failed.
        @OrNull public var failedAttempt: Int?
        /// The run that the newest try is, where the stage uses a pipeline.
        @OrNull public var run: String?
        /// The end of that try's output.
        public var lastLines: [String]
        /// What will make it be looked at again, where it waits.
        @OrNull public var looksAgain: NextLook? = nil
        /// What a person can do now: commands, and where none helps a sentence.
        public var can: [String] = []
        /// Every try that has ended, oldest first.
        public var tried: [TriedReport] = []
        /// The end of what the validation wrote, where it is what failed.
        public var validatorLines: [String] = []

        private enum CodingKeys: String, CodingKey {
            case stage, instance, status, triggers, failure, run, can, tried
            case looksAgain = "looks_again"
            case validatorLines = "validator_lines"
            case blockedOn = "blocked_on"
            case blockedDetail = "blocked_detail"
            case blockedUntil = "blocked_until"
            case failedAttempt = "failed_attempt"
            case lastLines = "last_lines"
        }
    }

    /// A trigger with what it says and why.
    public struct TriggerFinding: Codable, Hashable, Sendable {
        /// The trigger, as the definition has it.
        public var trigger: String
        /// `holds`, `waits`, or `never`.
        public var verdict: String
        /// The reason, where it does not hold.
        @OrNull public var blockedOn: String?
        /// The reason in a clause.
        @OrNull public var detail: String?
        /// Each value that was read.
        public var evidence: [String: String]
        /// Where these values come from, by the same names.
        public var origins: [String: OriginReport]

        private enum CodingKeys: String, CodingKey {
            case trigger, verdict, detail, evidence, origins
            case blockedOn = "blocked_on"
        }
    }

    /// Looks at a part of a run.
    ///
    /// - Parameters:
    ///   - slots: what all runs have taken of what they share, where the caller knows it.
    ///   - lastLines: the end of the output of a try, where the caller has it.
    public init(
        _ run: Run, _ part: RunPart, among slots: SlotTable? = nil, lastLines: (AttemptID) -> [String] = { _ in [] }
    ) {
        self.run = run.id.rawValue
        status = run.status.rawValue
        next = []
        parts = []
        detail =
            run.end?.reason ?? run.pause?.detail ?? run.undecided?.detail ?? run.closing.map {
                "it is being closed as \($0.status): \($0.reason)"
            }
            ?? run.pausePlan?.clause
        switch part {
        case .run:
            for stage in run.stages.keys {
                let unfinished = Self.parts(of: stage, in: run, among: slots, lastLines)
                    .filter { $0.status != "succeeded" }
                parts += unfinished.isEmpty ? [Part(run, stage, among: slots)] : unfinished
            }
        case .stage(let stage): parts = Self.parts(of: stage, in: run, among: slots, lastLines)
        case .instance(let id): parts = [Part(run, id, among: slots, lastLines)]
        }
        for index in parts.indices { parts[index].deepen(run) }
        next = Self.commands(for: parts, of: run)
        guard let accepted = run.acceptance.map({ AcceptedReport($0) }), accepted.revertedBy != nil else { return }
        detail = [detail, "it was accepted \(accepted.text)"].compactMap { $0 }.joined(separator: "; ")
        if run.status == .succeeded { next = RunReport(run).nextCommands }
    }

    private static func parts(
        of stage: StageName, in run: Run, among slots: SlotTable?, _ lastLines: (AttemptID) -> [String]
    ) -> [Part] {
        let names = run.stages[stage]?.instances.keys ?? []
        let whole = names.isEmpty || run.successReport(of: stage) != nil ? [Part(run, stage, among: slots)] : []
        return whole + names.map { Part(run, InstanceID(stage, $0), among: slots, lastLines) }
    }

    private static func commands(for parts: [Part], of run: Run) -> [String] {
        var commands: [String] = []
        for part in parts {
            let path = [run.id.rawValue, part.stage, part.instance == "main" ? nil : part.instance]
                .compactMap { $0 }.joined(separator: "/")
            if part.instance == nil, part.triggers.contains(where: { $0.verdict != "holds" }) {
                commands += ["taskdaemon show \(path)", "taskdaemon retry \(run.id) --from \(part.stage)"]
            } else if let subrun = part.run, part.status == "running" || part.status == "failed" {
                commands.append("taskdaemon why \(subrun)")
                if part.status == "failed" { commands.append("taskdaemon retry \(run.id)") }
            } else if part.status == "failed" {
                commands += [
                    "taskdaemon logs \(path)", "taskdaemon diff \(path)", "taskdaemon retry \(run.id)",
                    "taskdaemon skip \(path)",
                ]
            } else if part.status == "running" {
                commands.append("taskdaemon logs \(path) -f")
            }
            if part.blockedOn != nil { commands += part.can.filter { Remedy.isCommand($0) } }
        }
        var seen: Set<String> = []
        return Array(commands.filter { seen.insert($0).inserted }.prefix(4))
    }
}
