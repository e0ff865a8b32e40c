import GitNames
public import Journaling
public import Orchestration
import OrderedCollections
public import Pipelines

/// The spans of one run, from its journal: the run, its stages, their tries, and the passes of those.
///
/// What goes on ends where the journal does, and says so (`taskdaemon.unfinished`). A stage that was done again is one
/// span, from its first try to its last end.
public struct RunSpans: Hashable, Sendable {
    /// The run first, then in the order in which they began.
    public private(set) var spans: [Span]
    /// Each try that is a run of its own: that run, and the path of the try's span.
    public private(set) var parts: [Part]

    /// A try that is a run of its own.
    public struct Part: Hashable, Sendable {
        /// The run.
        public var run: RunID
        /// The path of the span of the try.
        public var parent: String
    }

    /// Reads a whole journal.
    ///
    /// - Parameter parent: the path of the span that the run is part of.
    public init(_ run: Run, _ entries: [JournalEntry<RunEvent>], parent: String? = nil) {
        var builder = SpanBuilder(run, parent)
        for entry in entries {
            for event in entry.events { builder.take(event, at: entry.time) }
        }
        (spans, parts) = builder.finish()
    }
}

private struct SpanBuilder {
    private let run: Run
    private var root: Span
    private var stages: OrderedDictionary<StageName, Span> = [:]
    private var attempts: OrderedDictionary<AttemptID, Span> = [:]
    private var passes: [Span] = []
    private var usage: [AttemptID: Usage] = [:]
    private var passStarts: [AttemptID: Instant] = [:]
    private var parts: [RunSpans.Part] = []

    init(_ run: Run, _ parent: String?) {
        self.run = run
        let creation = run.creation
        root = Span(
            path: run.id.rawValue, parent: parent, name: "RUN \(creation.pipeline.name)", kind: .server,
            start: creation.at, end: run.updatedAt)
        root.attributes = [
            "cicd.pipeline.name": .string(creation.pipeline.name.rawValue),
            "cicd.pipeline.run.id": .string(run.id.rawValue), "cicd.pipeline.action.name": .string("RUN"),
            "vcs.ref.base.name": .string(creation.request.branch),
            "vcs.ref.base.revision": .string(creation.request.commit.hex), "vcs.ref.base.type": .string("branch"),
            "vcs.ref.head.name": .string(run.branch.branchName ?? run.branch.text),
            "vcs.ref.head.revision": .string(run.tip.hex), "vcs.ref.head.type": .string("branch"),
            "taskdaemon.run.status": .string(run.status.rawValue),
            "taskdaemon.run.event": .string(creation.request.eventType),
        ]
        let documents = creation.request.documents.map(\.path)
        if !documents.isEmpty { root.attributes["taskdaemon.run.documents"] = .strings(documents) }
    }

    // MARK: - What happened

    mutating func take(_ event: RunEvent, at time: Instant) {
        switch event {
        case .attemptStarted(let started): begin(started)
        case .iterationEnded(let ended): add(ended)
        case .attemptEnded(let ended): end(ended)
        case .instanceIntegrated(let integrated):
            attempts[integrated.attempt]?.attributes["vcs.ref.head.revision"] = .string(integrated.commit.hex)
        case .stageSucceeded(let ended): end(ended.stage, "success", .good, at: ended.at)
        case .stageFailed(let ended):
            let failed = attempts.values.last { $0.parent == path(ended.stage) && $0.status != .good }
            let message: String? = if case .failed(let text)? = failed?.status { text } else { nil }
            end(ended.stage, "failure", .failed(message ?? "an instance failed"), at: ended.at)
        case .stageSkipped(let skipped):
            if stages[skipped.stage] == nil { stages[skipped.stage] = span(skipped.stage, at: time) }
            stages[skipped.stage]?.attributes["taskdaemon.stage.skipped"] = .string(skipped.reason)
            end(skipped.stage, "skip", .unset, at: time)
        default: return
        }
    }

    private func path(_ stage: StageName) -> String { "\(run.id)/\(stage)" }
    private func path(_ attempt: AttemptID) -> String { Span.path(of: attempt, in: run.id) }

    private func span(_ stage: StageName, at start: Instant) -> Span {
        var span = Span(
            path: path(stage), parent: run.id.rawValue, name: stage.rawValue, start: start, end: run.updatedAt)
        span.attributes = [
            "cicd.pipeline.task.name": .string(stage.rawValue), "cicd.pipeline.task.run.id": .string(path(stage)),
            "taskdaemon.unfinished": .bool(true),
        ]
        if let definition = run.definition(stage) {
            span.attributes["taskdaemon.loop.type"] = .string(definition.loop.name.rawValue)
        }
        return span
    }

    private mutating func begin(_ started: AttemptStarted) {
        let (id, stage) = (started.attempt.instance, started.attempt.instance.stage)
        if stages[stage] == nil { stages[stage] = span(stage, at: started.at) }
        let instance = id.name == .main ? "" : "/\(id.name)"
        var span = Span(
            path: path(started.attempt), parent: path(stage),
            name: "\(stage)\(instance) attempt \(started.attempt.number)", start: started.at, end: run.updatedAt)
        span.attributes = [
            "cicd.pipeline.task.name": .string(stage.rawValue),
            "cicd.pipeline.task.run.id": .string(path(started.attempt)),
            "vcs.ref.base.revision": .string(started.base.hex),
            "taskdaemon.instance.name": .string(id.name.rawValue),
            "taskdaemon.attempt.number": .int(Int64(started.attempt.number)), "taskdaemon.unfinished": .bool(true),
        ]
        attempts[started.attempt] = span
        passStarts[started.attempt] = started.at
        if let part = run.subrun(started.attempt, base: started.base)?.runID() {
            parts.append(RunSpans.Part(run: part, parent: span.path))
        }
    }

    private mutating func add(_ ended: IterationEnded) {
        guard var attempt = attempts[ended.attempt] else { return }
        var start = passStarts[ended.attempt] ?? attempt.start
        // Where the journal says how long it took, what came before it was waiting.
        if let time = ended.time { start = min(max(start, ended.at + .milliseconds(-time.milliseconds)), ended.at) }
        passStarts[ended.attempt] = ended.at
        var span = Span(
            path: "\(attempt.path).\(ended.iteration)", parent: attempt.path, name: "iteration \(ended.iteration)",
            start: start, end: ended.at)
        span.attributes = [
            "taskdaemon.iteration.number": .int(Int64(ended.iteration)),
            "taskdaemon.iteration.verdict": .string(ended.verdict), "vcs.ref.head.revision": .string(ended.tip.hex),
        ]
        Self.describe(ended.usage, in: &span)
        usage[ended.attempt] += ended.usage
        // One that was given up has ended before.
        if case .int(let iterations)? = attempt.attributes["taskdaemon.attempt.iterations"] {
            attempt.attributes["taskdaemon.attempt.iterations"] = .int(iterations + 1)
            Self.describe(usage[ended.attempt], in: &attempt)
            attempts[ended.attempt] = attempt
        }
        passes.append(span)
    }

    private mutating func end(_ ended: AttemptEnded) {
        guard var span = attempts[ended.attempt] else { return }
        span.end = max(span.start, ended.at)
        span.attributes["taskdaemon.unfinished"] = nil
        span.attributes["taskdaemon.attempt.iterations"] = .int(Int64(ended.iterations))
        Self.describe(usage[ended.attempt], in: &span)
        switch ended.outcome {
        case .succeeded:
            span.status = .good
            span.attributes["cicd.pipeline.task.run.result"] = .string("success")
        case .failed(let failure):
            let result = failure.cancelled || failure.isHeld ? "cancellation" : failure.errorClass.result
            span.attributes["cicd.pipeline.task.run.result"] = .string(result)
            span.attributes["error.type"] = .string(failure.errorClass.rawValue)
            if let code = failure.exitCode { span.attributes["process.exit.code"] = .int(Int64(code)) }
            span.status = failure.isHeld ? .unset : .failed(failure.message)
        }
        attempts[ended.attempt] = span
    }

    private mutating func end(_ stage: StageName, _ result: String, _ status: Span.Status, at now: Instant) {
        if stages[stage] == nil { stages[stage] = span(stage, at: now) }
        guard var span = stages[stage] else { return }
        span.end = max(span.start, now)
        span.status = status
        span.attributes["cicd.pipeline.task.run.result"] = .string(result)
        span.attributes["taskdaemon.unfinished"] = nil
        if case .failed = status { span.attributes["error.type"] = .string("failed") }
        stages[stage] = span
    }

    private static func describe(_ usage: Usage?, in span: inout Span) {
        guard let usage else { return }
        if let input = usage.input { span.attributes["gen_ai.usage.input_tokens"] = .int(input) }
        if let output = usage.output { span.attributes["gen_ai.usage.output_tokens"] = .int(output) }
        if let cost = usage.cost { span.attributes["taskdaemon.cost_usd"] = .double(Double(cost) / 1_000_000) }
    }

    // MARK: - The whole

    mutating func finish() -> ([Span], [RunSpans.Part]) {
        if let end = run.end {
            root.end = max(root.start, end.at)
            root.attributes["taskdaemon.run.reason"] = .string(end.reason)
            root.attributes["cicd.pipeline.result"] = .string(end.status.result)
            root.attributes["cicd.pipeline.run.state"] = .string("finalizing")
            switch end.status {
            case .succeeded: root.status = .good
            case .failed:
                root.status = .failed(end.reason)
                root.attributes["error.type"] = .string("failed")
            case .cancelled, .superseded: break
            }
        } else {
            root.attributes["taskdaemon.unfinished"] = .bool(true)
            root.attributes["cicd.pipeline.run.state"] = .string(run.status == .queued ? "pending" : "executing")
        }
        Self.describe(run.usage, in: &root)
        for name in stages.keys {
            guard var stage = stages[name] else { continue }
            Self.describe(run.stages[name]?.usage, in: &stage)
            stages[name] = stage
        }
        close()
        let all = Array(stages.values) + Array(attempts.values) + passes
        return ([root] + all.sorted { ($0.start, $0.path) < ($1.start, $1.path) }, parts)
    }

    /// What a rollback or a cancelled run has left behind ends when the run's last event did; nothing begins before, or
    /// ends after, what it is part of.
    private mutating func close() {
        let lastPasses = Dictionary(passes.map { ($0.parent, $0.end) }, uniquingKeysWith: max)
        for (id, attempt) in attempts {
            let end = max(attempt.end, lastPasses[attempt.path] ?? attempt.end)
            attempts[id]?.end = end
            if let stage = stages[id.instance.stage], stage.end < end { stages[id.instance.stage]?.end = end }
        }
        root.end = max(root.end, stages.values.map(\.end).max() ?? root.end)
    }
}

extension ErrorClass {
    /// As the conventions for pipelines call it.
    fileprivate var result: String {
        switch self {
        case .timeout: "timeout"
        case .config, .transient, .interrupted: "error"
        case .failed, .invalidOutput: "failure"
        }
    }
}

extension Run.End.Status {
    /// As the conventions for pipelines call it.
    fileprivate var result: String {
        switch self {
        case .succeeded: "success"
        case .failed: "failure"
        case .cancelled, .superseded: "cancellation"
        }
    }
}
