import Orchestration
import OrderedCollections
import Pipelines

/// What will make something that waits be looked at again: what `why` says of it.
public struct NextLook: Codable, Hashable, Sendable {
    /// What kind of thing it is: `time`, `stage`, `slot`, `run`, `event`, `change`, `person`, or `never`.
    public var by: String
    /// Which, as the end of a sentence that begins with "looked at again".
    public var text: String
    /// When, where it is a time.
    @OrNull public var until: String?

    private init(_ by: Kind, _ text: String, until: Instant? = nil) {
        self.by = by.rawValue
        self.text = text
        self.until = until?.isoText
    }

    /// The closed list of what lets things go on.
    enum Kind: String, CaseIterable {
        case time
        case stage
        case slot
        case run
        case event
        /// Something outside the run: a program that is installed, a branch that is no longer checked out.
        case change
        case person
        /// Nothing, in this run.
        case never
    }
}

extension NextLook {
    /// What lets an instance, or a stage without one, go on.
    ///
    /// - Parameters:
    ///   - blocked: what it waits for.
    ///   - stage: whose it is.
    ///   - isOver: whether its triggers say that nothing can change any more.
    init(_ blocked: BlockedOn, of stage: StageName, in run: Run, isOver: Bool) {
        if run.end != nil {
            self.init(.person, "when a person tries it again: the run has ended")
            return
        }
        switch blocked.reason {
        case .untrusted:
            self.init(
                .person,
                run.pause?.cause == .journalMoved
                    ? "when a person has looked at the journal and lets the run go on"
                    : "when the user of this machine has looked at the commands and trusts them")
        case .branchMoved:
            self.init(.person, "when a person lets the run go on from where its branch is, or moves the branch back")
        case .crashLoop: self.init(.person, "when a person lets it go on")
        case .dependencyCycle, .unknownDependency:
            self.init(.never, "never in this run: its documents say so; mended ones start another run")
        case .upstreamFailed:
            self =
                run.cancel == nil && run.pause == nil
                ? NextLook(.person, "when a person has what failed tried again, and it succeeds")
                : NextLook(.never, "never: the run is being ended")
        case .missingInput: self.init(.person, "when a person has the stage that it comes from done again")
        case .expressionError:
            if let open = Self.open(before: stage, in: run) {
                self.init(.stage, "when stage \(open) has ended, or a person tries again")
            } else {
                self.init(.person, "when a person has what it reads done again")
            }
        case .agentMissing: self.init(.change, "when the program is found: the daemon looks by itself")
        case .diskLow:
            self.init(.time, "\(Self.at(blocked.until)), and then goes on if there is room", until: blocked.until)
        case .conflict: self.init(.person, "when a person tries it again, on the run branch as it is then")
        case .checkedOut: self.init(.change, "when no worktree has the run branch checked out any more")
        case .approval: self.init(.person, "when a person approves it")
        case .paused: self = Self.paused(blocked, run)
        case .concurrency:
            let other = run.waitsFor.first.map { "run \($0)" } ?? "the other run"
            self.init(.run, "when \(other) has ended")
        case .rateLimit, .backoff: self.init(.time, Self.at(blocked.until), until: blocked.until)
        case .triggerFalse: self = Self.triggerFalse(stage, run, isOver: isOver)
        case .waitingForStage:
            let source = Self.awaited(by: stage, in: run) ?? Self.open(before: stage, in: run)
            self.init(.stage, source.map { "when stage \($0) has ended" } ?? "when the stages before it have ended")
        case .slot: self.init(.slot, "when a slot is free: as soon as an attempt ends that has one")
        }
    }

    private static func paused(_ blocked: BlockedOn, _ run: Run) -> NextLook {
        guard let pause = run.pause else { return NextLook(.never, "never: the run is being ended") }
        if pause.cause == .parent, let parent = run.creation.request.parent {
            return NextLook(.run, "when run \(parent.run), of which it is part, goes on")
        }
        if let until = pause.until {
            return NextLook(.time, "\(at(until)), or when a person lets the run go on", until: until)
        }
        return NextLook(.person, "when a person lets the run go on")
    }

    private static func triggerFalse(_ stage: StageName, _ run: Run, isOver: Bool) -> NextLook {
        let types = run.definition(stage).map { Self.awaitedEvents($0) } ?? []
        if let event = types.first(where: { $0 != "spec.ready" }) {
            return NextLook(.event, "when an event \(event) comes")
        }
        if isOver { return NextLook(.never, "never by itself: nothing that can still happen in the run changes it") }
        let open = open(before: stage, in: run).map { "stage \($0)" }
        // What its own instances come to can meet a dependency.
        let own = run.stages[stage]?.instances.values.contains { $0.running != nil } == true ? "an instance of it" : nil
        let what = [own, open].compactMap { $0 }.joined(separator: " or ")
        return what.isEmpty
            ? NextLook(.stage, "when a stage or an instance has ended that it reads")
            : NextLook(.stage, "when \(what) has ended")
    }

    private static func awaitedEvents(_ stage: Stage) -> [String] {
        func types(_ trigger: Trigger) -> [String] {
            switch trigger {
            case .onEvent(let type, _): [type]
            case .any(let triggers): triggers.flatMap(types)
            case .onCompletion, .onCondition, .manual: []
            }
        }
        return stage.triggers.flatMap(types)
    }

    /// The first stage that has not ended of those that it names as sources.
    private static func awaited(by stage: StageName, in run: Run) -> StageName? {
        run.definition(stage)?.triggers.flatMap(\.sourceStages).first { run.stages[$0]?.progress == .open }
    }

    /// The first stage that has not ended of those before it.
    private static func open(before stage: StageName, in run: Run) -> StageName? {
        run.stages.keys.prefix { $0 != stage }.first { run.stages[$0]?.progress == .open }
    }

    private static func at(_ until: Instant?) -> String {
        until.map { "at \($0.isoText)" } ?? "when its time has come"
    }
}
