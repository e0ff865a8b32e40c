import GitNames
import JSONValues
public import Orchestration
import Pipelines

/// Plays a run through: the real core decides, a clock that jumps from wait to wait stands for time, and `StubbedWork`
/// for everything that the core asks of the world.
struct Simulator {
    var run: Run
    var steps: [SimulatedStep] = []
    var work: StubbedWork
    var now: Instant
    /// How many more decisions are taken, here and in runs that are tries of this one.
    var decisionsLeft: Int
    /// Why each part was last said to wait.
    var told: [StagePart: BlockedOn.Reason] = [:]
    /// Tries that are runs of their own, played through when they started.
    var subruns: [AttemptID: Subrun] = [:]
    private var objects = 0

    init(_ created: RunCreated, _ results: StubbedResults, decisions: Int) {
        run = Run(created)
        now = created.at
        work = StubbedWork(results)
        decisionsLeft = decisions
    }
}

extension Simulation {
    /// So many decisions are more than any run needs that ends.
    public static let mostDecisions = 5_000

    /// Plays a run through, from its creation until it ends or nothing goes on by itself.
    ///
    /// Approvals are given as soon as nothing else goes on; events from outside never come; merges never conflict.
    ///
    /// - Parameter limit: the most decisions that are taken.
    public static func play(
        _ created: RunCreated, with results: StubbedResults = StubbedResults(), limit: Int = mostDecisions
    ) -> Simulation {
        var simulator = Simulator(created, results, decisions: limit)
        return simulator.play()
    }
}

extension Simulator {
    mutating func play() -> Simulation {
        let end = goOn()
        // What a run of a try would have done after that try was ended, it does not do.
        let time = now - run.creation.at
        let shown = steps.filter { $0.within.isEmpty || $0.after <= time }
        return Simulation(
            run: run,
            steps: shown.enumerated().sorted { ($0.element.after, $0.offset) < ($1.element.after, $1.offset) }
                .map(\.element),
            end: end, unused: work.results.parts.subtracting(work.used).sorted())
    }

    private mutating func goOn() -> Simulation.End {
        take(Run.create(run.creation))
        while run.end == nil, decisionsLeft > 0 {
            decisionsLeft -= 1
            switch next() {
            case .decide(let command, let origin):
                let landed = Set(run.pendingMoves.map(\.ref)).sorted()
                take(run.turn(at: now).landing(landed).followed(by: command), origin)
            case .stop(let end): return end
            }
        }
        return run.end.map { .ended($0) } ?? .outOfDecisions
    }

    /// What comes to the run next.
    enum Next {
        case decide(RunCommand, OutputOrigin? = nil)
        case stop(Simulation.End)
    }

    /// A try under way that will end by itself.
    private enum Order {
        case attempt(AttemptOrder)
        case subrun(SubrunOrder)
    }

    private mutating func next() -> Next {
        if run.cancel != nil, let attempt = run.runningAttempts.first {
            let failure = Failure(.interrupted, "the attempt was stopped", cancelled: true)
            return .decide(.attemptEnded(attempt, report(.failed(failure))))
        }
        var orders: [(order: Order, end: Instant)] = []
        var wake: Instant?
        for effect in run.outstandingEffects {
            switch effect {
            case .compareApproval(let check): return .decide(.approvalCompared(check, changed: []))
            case .merge(let order):
                return .decide(.mergeTried(order.attempt, onto: order.onto, .merged(tree: fresh(), documents: [])))
            case .attempt(let order):
                orders.append((.attempt(order), order.since + work.duration(of: order.attempt, in: run)))
            case .subrun(let order):
                if let end = end(of: order) { orders.append((.subrun(order), end)) }
            case .wake(let instant): wake = instant
            // Moves land with the next decision; a simulated run has no others of its group.
            case .move, .supersede, .awaitEnd: continue
            }
        }
        if let first = orders.min(by: { $0.end < $1.end }) {
            if let wake, wake < first.end { return proceed(at: wake) }
            now = max(now, first.end)
            switch first.order {
            case .attempt(let order): return end(order.attempt, work.outcome(of: order, in: run))
            case .subrun(let order): return end(order)
            }
        }
        if run.nextWake != nil, let wake { return proceed(at: wake) }
        return approve() ?? .stop(.waits(waits))
    }

    private mutating func proceed(at instant: Instant) -> Next {
        now = max(now, instant)
        return .decide(.proceed)
    }

    mutating func end(_ attempt: AttemptID, _ outcome: StubbedWork.Outcome) -> Next {
        switch outcome {
        case .finished(let outputs, let origin):
            return .decide(.attemptEnded(attempt, report(.finished(outputs))), origin)
        case .failed(let failure): return .decide(.attemptEnded(attempt, report(.failed(failure))))
        case .unknown(let reason): return .stop(.outputsWanted(StagePart(attempt.instance), reason: reason))
        }
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
    mutating func fresh() -> ObjectID {
        objects += 1
        return ObjectID(of: "blob", Array("simulated object \(objects)".utf8))
    }
}
