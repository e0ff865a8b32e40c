import Digests
import GitNames
import JSONValues
public import Orchestration
import OrderedCollections
import Pipelines

/// Plays a run through: the real core decides, a clock that jumps from wait to wait stands for time, and `StubbedWork`
/// for everything that the core asks of the world.
struct Simulator {
    private(set) var run: Run
    private(set) var steps: [SimulatedStep] = []
    private var work: StubbedWork
    private var now: Instant
    /// Why each part was last said to wait.
    private var told: [StagePart: BlockedOn.Reason] = [:]
    private var objects = 0

    /// So many decisions are more than any run needs that ends.
    static let mostDecisions = 5_000

    private init(_ created: RunCreated, _ results: StubbedResults) {
        run = Run(created)
        now = created.at
        work = StubbedWork(results)
    }
}

extension Simulation {
    /// Plays a run through, from its creation until it ends or nothing goes on by itself.
    ///
    /// Approvals are given as soon as nothing else goes on; events from outside never come; merges never conflict.
    ///
    /// - Parameter limit: the most decisions that are taken.
    public static func play(
        _ created: RunCreated, with results: StubbedResults = StubbedResults(), limit: Int? = nil
    ) -> Simulation {
        Simulator.play(created, with: results, limit: limit ?? Simulator.mostDecisions)
    }
}

extension Simulator {
    static func play(_ created: RunCreated, with results: StubbedResults, limit: Int) -> Simulation {
        var simulator = Simulator(created, results)
        let end = simulator.play(created, limit: limit)
        let unused = results.parts.subtracting(simulator.work.used).sorted()
        return Simulation(run: simulator.run, steps: simulator.steps, end: end, unused: unused)
    }

    private mutating func play(_ created: RunCreated, limit: Int) -> Simulation.End {
        take(Run.create(created))
        for _ in 0..<limit {
            if let end = run.end { return .ended(end) }
            switch next() {
            case .decide(let command, let origin):
                let landed = Set(run.pendingMoves.map(\.ref)).sorted()
                take(run.turn(at: now).landing(landed).followed(by: command), origin)
            case .stop(let end): return end
            }
        }
        return run.end.map { .ended($0) } ?? .outOfDecisions(limit)
    }

    /// What comes to the run next.
    private enum Next {
        case decide(RunCommand, OutputOrigin? = nil)
        case stop(Simulation.End)
    }

    private mutating func next() -> Next {
        if run.cancel != nil, let attempt = run.runningAttempts.first {
            let failure = Failure(.interrupted, "the attempt was stopped", cancelled: true)
            return .decide(.attemptEnded(attempt, report(.failed(failure))))
        }
        let effects = run.outstandingEffects
        var orders: [(order: AttemptOrder, end: Instant)] = []
        var wake: Instant?
        for effect in effects {
            switch effect {
            case .compareApproval(let check): return .decide(.approvalCompared(check, changed: []))
            case .merge(let order):
                return .decide(.mergeTried(order.attempt, onto: order.onto, .merged(tree: fresh(), documents: [])))
            case .attempt(let order):
                orders.append((order, order.since + work.duration(of: order, in: run.creation.pipeline)))
            case .subrun(let order): return play(order)
            case .wake(let instant): wake = instant
            // Moves land with the next decision; a simulated run has no others of its group.
            case .move, .supersede, .awaitEnd: continue
            }
        }
        if let first = orders.min(by: { $0.end < $1.end }) {
            if let wake, wake < first.end { return proceed(at: wake) }
            now = max(now, first.end)
            return end(first.order)
        }
        if run.nextWake != nil, let wake { return proceed(at: wake) }
        return approve() ?? .stop(.waits(waits))
    }

    private mutating func proceed(at instant: Instant) -> Next {
        now = max(now, instant)
        return .decide(.proceed)
    }

    private mutating func end(_ order: AttemptOrder) -> Next {
        end(order.attempt, work.outcome(of: order, in: run))
    }

    private mutating func end(_ attempt: AttemptID, _ outcome: StubbedWork.Outcome) -> Next {
        switch outcome {
        case .finished(let outputs, let origin):
            return .decide(.attemptEnded(attempt, report(.finished(outputs))), origin)
        case .failed(let failure): return .decide(.attemptEnded(attempt, report(.failed(failure))))
        case .unknown(let reason): return .stop(.outputsWanted(attempt, reason: reason))
        }
    }

    /// A try that is a run of its own is played through as one, unless something was stated for it; the definitions
    /// that use each other end somewhere.
    private mutating func play(_ order: SubrunOrder) -> Next {
        if let stage = run.definition(order.attempt.instance.stage),
            let stated = work.stated(for: order.attempt, of: stage)
        {
            return end(order.attempt, stated)
        }
        let requested = RunRequested(
            id: order.request.runID(), request: order.request, supersedes: [], after: [], at: now)
        guard let created = run.creation(of: requested) else {
            return .stop(.outputsWanted(order.attempt, reason: "its pipeline is not known"))
        }
        let inner = Simulator.play(created, with: StubbedResults(), limit: Self.mostDecisions)
        guard let report = inner.run.reportToParent(tree: fresh()) else {
            return .stop(.outputsWanted(order.attempt, reason: "its run would not end by itself"))
        }
        now = max(now, inner.run.updatedAt)
        return .decide(.attemptEnded(order.attempt, report), .invented)
    }

    private mutating func report(_ outcome: AttemptReport.Outcome) -> AttemptReport {
        AttemptReport(outcome: outcome, tip: fresh(), tree: fresh(), iterations: 1)
    }

    /// A person's approval of all that waits for one in a stage; `nil` where nothing does.
    private mutating func approve() -> Next? {
        guard let stage = run.stagesAwaitingApproval.first else { return nil }
        let tree = fresh()
        let request = ControlRequest.approve(stage, nil, tree: tree, tip: run.tip, actual: tree)
        return .decide(.requested(ulid: "simulated-\(objects)", by: "simulate", request))
    }

    /// The name of an object that nobody has.
    private mutating func fresh() -> ObjectID {
        objects += 1
        let name = ObjectID(bytes: SHA1.hash(Array("simulated object \(objects)".utf8)))
        // A SHA-1 has the 20 bytes that a name has.
        guard let name else { preconditionFailure("a SHA-1 of \(objects) is no name") }
        return name
    }

    /// Everything that waits when nothing goes on.
    private var waits: [Simulation.Wait] {
        var waits: [Simulation.Wait] = []
        if let pause = run.pause {
            waits.append(.init(part: nil, blockedOn: BlockedOn(.paused, pause.detail, until: pause.until)))
        }
        if let undecided = run.undecided { waits.append(.init(part: nil, blockedOn: undecided)) }
        for (part, reason) in blocked { waits.append(.init(part: part, blockedOn: reason)) }
        return waits
    }

    /// Every part that has not ended and does not run, with its reason.
    private var blocked: [(part: StagePart, reason: BlockedOn)] {
        run.stages.keys.flatMap { stage -> [(part: StagePart, reason: BlockedOn)] in
            let reasons = run.blockedOn(in: stage)
            guard reasons.isEmpty else {
                return reasons.map { (StagePart(InstanceID(stage, $0.key)), $0.value) }
            }
            return run.blockedOn(stage: stage).map { [(StagePart(stage), $0)] } ?? []
        }
    }

    private mutating func take(_ turn: Turn, _ origin: OutputOrigin? = nil) {
        for event in turn.events {
            if let step = SimulatedStep(event, in: run, at: turn.now, origin) { steps.append(step) }
            if case .created = event { continue }
            do { try run.apply(event) } catch { preconditionFailure("a decision's event is refused: \(error)") }
        }
        guard run.end == nil else { return }
        var standing: [StagePart: BlockedOn.Reason] = [:]
        for (part, reason) in blocked {
            standing[part] = reason.reason
            // What exactly it waits for changes often; only another kind of reason is news.
            guard told[part] != reason.reason else { continue }
            let id = InstanceID(part.stage, part.instance ?? .main)
            steps.append(
                SimulatedStep(
                    after: now - run.creation.at, part: part, what: .waits(reason, run.triggerReports(of: id))))
        }
        told = standing
    }
}
