import BitCollections
import GitNames
import JSONValues
import Pipelines

/// What a turn need not look at: stages and instances that were looked at, and of which nothing has changed since that
/// could make a difference.
///
/// It saves time and decides nothing: a run that has forgotten it decides the same. So it is no part of the state that
/// is compared or written.
struct Agenda: Sendable {
    /// What follows from the pipeline.
    let box = Wiring.Box()
    /// Positions of stages in which something may go on; `nil` for all.
    private var due: BitSet?
    /// For each stage, positions of instances whose triggers did not hold.
    private var asleep: [Int: BitSet] = [:]
    /// The specs that the run knows.
    fileprivate(set) var specs: SpecIndex?
    /// For each stage, which of its instances stands for which spec.
    fileprivate(set) var seats: [Int: SpecSeats] = [:]

    /// Everything is to be looked at.
    init() {}

    /// Which of these stages are to be looked at.
    func due(of stages: BitSet) -> BitSet { due.map { $0.intersection(stages) } ?? stages }

    /// Nothing in the stage can go on until something changes.
    mutating func settle(_ stage: Int, of count: Int) {
        due = due ?? BitSet(0..<count)
        due?.remove(stage)
    }

    /// The instances of a stage whose triggers did not hold when they were looked at.
    func asleep(in stage: Int) -> BitSet { asleep[stage] ?? [] }

    /// An instance's triggers do not hold, until something changes that they read.
    mutating func sleep(_ instance: Int, in stage: Int) { asleep[stage, default: []].insert(instance) }

    /// Something has changed that may concern any part of the run.
    mutating func wakeAll() {
        due = nil
        asleep = [:]
        specs = nil
        seats = [:]
    }

    /// Something has changed that these stages look at.
    mutating func wake(_ stages: BitSet) {
        guard !stages.isEmpty else { return }
        due?.formUnion(stages)
        for stage in stages { asleep[stage] = nil }
    }

    /// An instance has changed: itself and what depends on it are looked at again.
    mutating func wake(_ instance: Int, in stage: Int) {
        due?.insert(stage)
        guard let seats = seats[stage] else {
            asleep[stage] = nil
            return
        }
        asleep[stage]?.remove(instance)
        for dependent in seats.dependents(of: instance) { asleep[stage]?.remove(dependent) }
    }

    /// A stage has another instance.
    mutating func added(in stage: Int) {
        due?.insert(stage)
        asleep[stage] = nil
        seats[stage] = nil
    }

    /// The specs have become others.
    mutating func forgetSpecs() {
        specs = nil
        seats = [:]
    }
}

extension Agenda: Hashable, Codable {
    /// It makes no difference.
    static func == (left: Agenda, right: Agenda) -> Bool { true }

    func hash(into hasher: inout Hasher) {}

    init(from decoder: any Decoder) throws { self.init() }

    func encode(to encoder: any Encoder) throws {}
}

extension KeyedEncodingContainer {
    /// It is not written.
    mutating func encode(_ agenda: Agenda, forKey key: Key) throws {}
}

extension KeyedDecodingContainer {
    /// What was not written is nothing.
    func decode(_ type: Agenda.Type, forKey key: Key) throws -> Agenda { Agenda() }
}

extension Run {
    /// What follows from its pipeline.
    var wiring: Wiring { agenda.box.wiring(of: creation) }

    /// Marks what may go on because of an event.
    mutating func wake(after event: RunEvent) {
        switch event {
        case .attemptStarted(let started): changed(started.attempt.instance)
        case .iterationEnded(let ended): changed(ended.attempt.instance)
        case .attemptEnded(let ended): changed(ended.attempt.instance)
        case .attemptLeft(let left): changed(left.attempt.instance)
        case .retryScheduled(let scheduled): changed(scheduled.instance)
        case .waitEnded(let ended): changed(ended.instance)
        case .instanceFailed(let failed): changed(failed.instance)
        case .instanceIntegrated(let integrated): changed(integrated.attempt.instance)
        case .integrationRejected(let rejected): changed(rejected.attempt.instance)
        case .instanceApproved(let approved): changed(approved.instance)
        case .approvalCompared(let compared): changed(compared.instance)
        case .instanceAdded(let added):
            guard let stage = stages.position(of: added.instance.stage) else { return }
            agenda.added(in: stage)
            agenda.wake(wiring.watchingStatus[stage])
        case .stageSkipped(let skipped): ended(skipped.stage)
        case .stageSucceeded(let succeeded): ended(succeeded.stage)
        case .moved(let move): if move.ref == branch { agenda.wake(wiring.watchingTip) }
        case .landed, .requestTaken, .accepted, .acceptUndone, .acceptReverted, .pausePlanned: break
        // Rare, or of concern to all.
        case .created, .agentMissing, .agentFound, .integrationsWithdrawn, .stageFailed, .dayUsedUp, .paused, .resumed,
            .trusted, .adopted, .checkedOut, .cancelRequested, .instanceCancelled, .predecessorEnded, .rolledBack,
            .amended, .retried, .partSkipped, .sentBack, .closingBegan, .restored, .rejected, .ended:
            agenda.wakeAll()
        }
    }

    private mutating func changed(_ id: InstanceID) {
        guard let stage = stages.position(of: id.stage),
            let instance = stages.value(at: stage).instances.position(of: id.name)
        else { return }
        agenda.wake(instance, in: stage)
        agenda.wake(wiring.watchingStatus[stage])
    }

    private mutating func ended(_ name: StageName) {
        guard let stage = stages.position(of: name) else { return }
        if stages.value(at: stage).checkpoint?.outputs["specs"] != nil { agenda.forgetSpecs() }
        agenda.wake(wiring.watchingEnd[stage].union(wiring.watchingStatus[stage]))
    }

    /// Open stages in which something may go on.
    var dueStages: BitSet { agenda.due(of: stages.positions(.open)) }

    /// The next of the due stages, and of those others.
    ///
    /// Asked anew for each: what starts in one may concern a later one, whose turn is then before those after it, as it is
    /// where all are looked at.
    func nextDueStage(after position: Int, orOf others: BitSet = []) -> Int? {
        dueStages.union(others).intersection(currentPositions).first { $0 > position }
    }

    /// The instances of a stage that may start as far as is known: the others were looked at.
    func candidates(in stage: Int) -> BitSet {
        let instances = stages.value(at: stage).instances
        return instances.positions(.waiting).subtracting(agenda.asleep(in: stage))
            .union(instances.positions(.backingOff))
    }

    /// The specs, remembered for later turns.
    mutating func knownSpecs() -> SpecIndex {
        if let specs = agenda.specs { return specs }
        let specs = SpecIndex(self)
        agenda.specs = specs
        return specs
    }

    /// Who stands for which spec in a stage that has an instance for each, remembered for later turns.
    mutating func seatSpecs(in stage: Int, _ definition: Stage) {
        guard agenda.seats[stage] == nil else { return }
        let specs = definition.eventType == Event.specReady ? knownSpecs() : nil
        agenda.seats[stage] = SpecSeats(stages.value(at: stage).instances, specs)
    }
}
