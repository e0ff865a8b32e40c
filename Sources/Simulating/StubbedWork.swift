import Documents
import JSONValues
import Orchestration
import Pipelines

/// Stands for everything that attempts would do.
struct StubbedWork {
    /// What attempts were said to come to.
    let results: StubbedResults
    /// Documents as the run's tree would have them, by path: those it is about, and what built-in loops write.
    private(set) var files: [String: [UInt8]]
    /// What was looked up of what was said.
    private(set) var used: Set<StatedPart> = []

    /// How an attempt ends.
    enum Outcome {
        case finished(JSON, OutputOrigin)
        case failed(Failure)
        /// Outputs that fit cannot be made up.
        case unknown(String)
    }

    init(_ results: StubbedResults) {
        self.results = results
        files = results.files
    }

    /// How an attempt is to fail, where it is.
    private func failing(_ attempt: AttemptID) -> (part: StagePart, failing: StubbedResults.Failing)? {
        guard let part = StubbedResults.part(for: attempt.instance, in: results.failures),
            let failing = results.failures[part],
            failing.count.map({ attempt.number <= $0 }) ?? true
        else { return nil }
        return (part, failing)
    }

    /// How long an attempt takes: no time, unless it is to reach its limit.
    func duration(of attempt: AttemptID, in run: Run) -> Duration {
        guard failing(attempt)?.failing.errorClass == .timeout else { return .zero }
        return run.creation.pipeline.stage(attempt.instance.stage)?.longestAttempt ?? .zero
    }

    /// Whether it was said how an attempt ends.
    func isStated(_ attempt: AttemptID) -> Bool {
        failing(attempt) != nil || StubbedResults.part(for: attempt.instance, in: results.outputs) != nil
    }

    /// How an attempt ends.
    mutating func outcome(of order: AttemptOrder, in run: Run) -> Outcome {
        let id = order.attempt.instance
        guard let stage = run.creation.pipeline.stage(id.stage) else { return .unknown("there is no such stage") }
        if let stated = stated(for: order.attempt, of: stage) { return stated }
        if let loop = stage.loop.builtin {
            let own = builtin(loop, order.input, run)
            if case .builtin = stage.loop.work { return own }
            // An agent in its place would give the same; where that is not known, something like it.
            if case .finished(let outputs, _) = own, case .mapped = run.outputs(of: id.stage, from: outputs) {
                return own
            }
        }
        let outputs = SampleOutputs(of: stage, in: run.creation.pipeline).given
        switch run.outputs(of: id.stage, from: outputs) {
        case .mapped: return .finished(outputs, .invented)
        case .missing(let what), .invalid(let what): return .unknown(what)
        }
    }

    /// How an attempt was said to end.
    mutating func stated(for attempt: AttemptID, of stage: Stage) -> Outcome? {
        if let (part, failing) = failing(attempt) {
            used.insert(StatedPart(part))
            return .failed(Self.failure(failing.errorClass, of: stage))
        }
        guard let part = StubbedResults.part(for: attempt.instance, in: results.outputs),
            let outputs = results.outputs[part]
        else { return nil }
        used.insert(StatedPart(part))
        return .finished(outputs, .stated)
    }

    /// What was said of the run that a try is.
    func inside(_ attempt: AttemptID) -> StubbedResults { results.inside(attempt.instance, files: files) }

    /// Takes note of what the run that a try was has looked up of what was said of it.
    mutating func use(_ parts: Set<StatedPart>, inside attempt: AttemptID) {
        used.formUnion(results.places(of: parts, inside: attempt.instance))
    }

    private static func failure(_ kind: ErrorClass, of stage: Stage) -> Failure {
        guard kind == .timeout else { return Failure(kind, "it was made to fail", exitCode: 1) }
        let limit = stage.longestAttempt.map { " of \(DurationText.write($0))" } ?? ""
        return Failure(.timeout, "it was made to reach its time limit\(limit)")
    }

    /// What a built-in loop gives; its commands are taken to end well.
    private mutating func builtin(_ loop: BuiltinLoop, _ input: JSON, _ run: Run) -> Outcome {
        switch loop {
        case .plan:
            guard let key = run.creation.request.documents.first else {
                return .failed(Failure(.config, "there is no plan document: the run was started without one"))
            }
            guard let plan = document(at: key.path, kind: .plan)?.json ?? run.creation.documents.first else {
                return .failed(Failure(.config, "\(key.path) cannot be read"))
            }
            return .finished(["plan": plan], .document)
        case .spec:
            guard let list = input["plan"]?["specs"]?.arrayValue else {
                return .failed(Failure(.config, "the input has no plan with specs"))
            }
            guard let specs = PlannedSpec.all(of: list) else { return Self.specWithoutID }
            for spec in specs { files[spec.path] = Array(spec.text.utf8) }
            return .finished(["specs": .array(specs.map(\.json))], .document)
        case .phase:
            guard let given = input["spec"] else { return .failed(Failure(.config, "the input has no spec")) }
            let written = given["path"]?.stringValue.flatMap { document(at: $0, kind: .spec)?.specs.first }
            guard let spec = written ?? SpecSection(given) else { return Self.specWithoutID }
            return .finished(["implementation": spec.implementation], .document)
        }
    }

    private func document(at path: String, kind: DocumentKind) -> Document? {
        files[path].flatMap { try? Document.parse($0, kind: kind, path: path) }
    }

    private static var specWithoutID: Outcome { .failed(Failure(.invalidOutput, "a spec of the plan has no id")) }
}

extension LoopType {
    /// The built-in loop that it is, or in whose place an agent works.
    fileprivate var builtin: BuiltinLoop? {
        switch work {
        case .builtin(let loop): loop
        case .agent(let work): work.standsFor
        case .command, .pipeline: nil
        }
    }

    /// What it would run, in order, for people.
    var steps: [String] {
        var steps: [String] = []
        if let setup { steps.append("setup: \(setup)") }
        switch work {
        case .builtin(let loop): steps.append("built-in loop \(loop.rawValue)")
        case .command(let command): steps.append(command.description)
        case .agent(let work): steps.append("agent \(work.agent.name)")
        case .pipeline(let pipeline): steps.append("a run of the pipeline \(pipeline.name)")
        }
        if let validate { steps.append("validation: \(validate)") }
        return steps
    }
}
