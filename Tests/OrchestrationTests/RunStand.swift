import Foundation
import GitNames
import JSONValues
@testable import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What a turn did that it must not.
struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A run under test: it plays the shell, and after every turn checks what must hold after every turn.
struct RunStand {
    private(set) var run: Run
    /// The fold over the events as the journal has them.
    private(set) var replayed: Run
    private(set) var events: [RunEvent] = []
    private(set) var objects: [ObjectDraft] = []
    var now: Instant
    private var counter = 0
    private(set) var lastTurn: Turn
    /// Whether each event goes through JSON, and the state now and then: that costs most of the time.
    var throughJSON = true
    var checksReasons = true
    /// After how many turns all is checked: after each, unless time is to be saved for more turns.
    var interval = 1
    /// Whether all is checked after this turn.
    var isChecked: Bool { commands.count.isMultiple(of: interval) }
    /// Whether its pipeline has no other triggers, conditions and mappings than random pipelines have: then reasons that
    /// speak of these are held against what is so.
    var isRandom = false
    /// What all runs share, without what this run has taken; `nil` for a run that is alone.
    var slots: SlotTable?
    /// Every command that was decided, for a history that is told.
    private var commands: [(at: Instant, RunCommand?)] = []

    init(_ created: RunCreated, throughJSON: Bool = true) throws {
        let turn = Run.create(created)
        now = created.at
        run = turn.run
        replayed = Run(created)
        lastTurn = turn
        self.throughJSON = throughJSON
        try take(turn, first: true)
    }

    /// An object that nobody had before.
    mutating func fresh() throws -> ObjectID {
        counter += 1
        return try object("object \(counter)")
    }

    /// Decides a command, after stating that all moves have landed.
    @discardableResult
    mutating func decide(_ command: RunCommand, landing: Bool = true, after: Duration = .zero) throws -> [RunEvent] {
        now = now + after
        let landed = landing ? Array(Set(run.pendingMoves.map(\.ref))).sorted() : []
        commands.append((now, command))
        let turn = shared(run.turn(at: now).landing(landed), command)
        if isChecked { try compare(turn, landed, command) }
        try take(turn)
        return turn.events
    }

    /// What need not be looked at makes no difference.
    private func compare(_ turn: Turn, _ landed: [RefName], _ command: RunCommand) throws {
        var forgetful = run
        forgetful.agenda.wakeAll()
        let again = shared(forgetful.turn(at: now).landing(landed), command)
        if turn != again {
            let same = zip(turn.events, again.events).prefix { $0 == $1 }.count
            throw Broken(
                "what need not be looked at made a difference: \(turn.events.dropFirst(same).first.map { "\($0)" } ?? "nothing"),"
                    + " or \(again.events.dropFirst(same).first.map { "\($0)" } ?? "nothing"); ready are \(turn.ready), or "
                    + "\(again.ready)\n\(picture)")
        }
    }

    private mutating func take(_ turn: Turn, first: Bool = false) throws {
        for (position, event) in turn.events.enumerated() {
            var event = event
            if throughJSON {
                let bytes = try JSONEncoder.sorted().encode(event)
                let read = try JSONDecoder().decode(RunEvent.self, from: bytes)
                if read != event { throw Broken("changed in JSON: \(event) to \(read)") }
                event = read
            }
            if first, position == 0 { continue }
            try replayed.apply(event)
        }
        if isChecked, replayed != turn.run {
            throw Broken("the events do not fold to the turn's state: \(turn.events)")
        }
        if throughJSON, isChecked, first || commands.count.isMultiple(of: 8) {
            let bytes = try JSONEncoder.sorted().encode(turn.run)
            if try JSONDecoder().decode(Run.self, from: bytes) != turn.run { throw Broken("the state changed in JSON") }
        }
        events += turn.events
        objects += turn.objects
        run = turn.run
        lastTurn = turn
        if let wake = run.nextWake, wake <= now { throw Broken("a wake that is over: \(wake), now \(now)") }
        if checksReasons, isChecked { try checkPromise() }
    }

    /// Decides as a daemon does that has other runs too: first nothing starts, then what is free is handed out.
    private func shared(_ turn: Turn, _ command: RunCommand) -> Turn {
        guard let slots else { return turn.followed(by: command) }
        let decided = turn.followed(by: command, allowing: nil)
        let taken = decided.run.slotsTaken
        var table = slots
        for need in taken { table.take(need) }
        let claim = SlotClaim(run: run.id, since: run.creation.at, running: taken, ready: decided.ready)
        return decided.granted(table.shares(of: [claim])[run.id] ?? .none)
    }

    /// Whether the last turn says what a try has left that was given up.
    var leaves: Bool { lastTurn.events.contains { if case .attemptLeft = $0 { true } else { false } } }

    /// The daemon dies and another starts: what is known is what the journal says.
    mutating func crash() throws {
        commands.append((now, nil))
        run = replayed
        try decide(.interrupted(run.interruptibleAttempts), landing: false)
    }

    /// What was decided, a line each.
    var told: String {
        commands.map { at, command in
            let time = at.milliseconds - run.creation.at.milliseconds
            return "\(time) ms: \(command.map { String("\($0)".prefix(300)) } ?? "the daemon dies")"
        }.joined(separator: "\n")
    }

    /// The state, for a message.
    var picture: String {
        var lines = [
            "now \(now.milliseconds), end \(String(describing: run.end)), pause \(String(describing: run.pause))"
        ]
        for (name, stage) in run.stages {
            let parts = stage.instances.map { "\($0.key) \("\($0.value.progress)".prefix(30))" }
            let definition = run.creation.pipeline.stage(name)
            let policy = definition?.errorHandling ?? run.creation.pipeline.errorHandling
            lines.append("\(name) \("\(stage.progress)".prefix(30)) \(parts) \(definition?.triggers ?? []) \(policy)")
        }
        return lines.joined(separator: "\n")
    }
}

// What tests say of a run in few words.
extension RunStand {
    /// The current attempt of an instance.
    func attempt(_ stage: StageName, _ name: InstanceName = .main) throws -> AttemptID {
        let id = InstanceID(stage, name)
        let running = try #require(run.instance(id)?.running, "\(id) does not run")
        return AttemptID(id, running.attempt)
    }

    /// A try ends well with a commit of its own.
    @discardableResult
    mutating func finish(_ stage: StageName, _ name: InstanceName = .main, giving outputs: JSON = [:]) throws
        -> [RunEvent]
    {
        let report = AttemptReport(outcome: .finished(outputs), tip: try fresh(), tree: try fresh(), iterations: 1)
        return try decide(.attemptEnded(try attempt(stage, name), report))
    }

    /// A try ends badly.
    @discardableResult
    mutating func fail(
        _ stage: StageName, _ name: InstanceName = .main, _ kind: ErrorClass = .failed
    ) throws -> [RunEvent] {
        let failure = Failure(kind, "it exited 1", exitCode: 1)
        let report = AttemptReport(outcome: .failed(failure), tip: try fresh(), tree: try fresh(), iterations: 1)
        return try decide(.attemptEnded(try attempt(stage, name), report))
    }

    /// A person asks.
    @discardableResult
    mutating func ask(_ request: ControlRequest) throws -> [RunEvent] {
        counter += 1
        return try decide(.requested(ulid: "ULID\(counter)", by: "Ada", request))
    }

    /// Merges what waits for it.
    @discardableResult
    mutating func merge(_ report: MergeReport? = nil) throws -> [RunEvent] {
        let order = try #require(mergeOrder, "nothing is to be merged")
        return try decide(
            .mergeTried(order.attempt, onto: order.onto, report ?? .merged(tree: try fresh(), documents: [])))
    }

    var mergeOrder: MergeOrder? {
        run.outstandingEffects.lazy.compactMap { if case .merge(let order) = $0 { order } else { nil } }.first
    }

    /// Instances that run, as `stage/name`.
    var running: [String] { run.runningAttempts.map { "\($0.instance)" } }

    func blocked(_ stage: StageName, _ name: InstanceName = .main) -> BlockedOn.Reason? {
        run.blockedOn(InstanceID(stage, name))?.reason
    }

    func detail(_ stage: StageName, _ name: InstanceName = .main) -> String {
        run.blockedOn(InstanceID(stage, name))?.detail ?? ""
    }

    func status(_ stage: StageName, _ name: InstanceName? = nil) -> Run.PartStatus {
        name.map { run.status(of: InstanceID(stage, $0)) } ?? run.status(of: stage)
    }

    /// Why the last request was refused.
    var refusal: String? {
        events.last { if case .requestTaken = $0 { true } else { false } }.flatMap {
            if case .requestTaken(let taken) = $0 { taken.refused } else { nil }
        }
    }
}

extension RunStand {
    /// Merges, where something is to be merged.
    mutating func merge(_ report: MergeReport?, unless isNothing: Bool) throws {
        if !isNothing { try merge(report) }
    }
}
