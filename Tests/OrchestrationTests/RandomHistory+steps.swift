import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What happens in a step.
extension RandomHistory {
    /// Does something; says whether it was an attempt's result.
    mutating func act() throws -> Bool {
        let landing = dice.chance(80)
        let roll = dice.below(100)
        switch roll {
        case ..<50:
            if let order = stand.mergeOrder, dice.chance(60) {
                let report: MergeReport =
                    switch dice.below(5) {
                    case 0: .conflicts(["a.txt"])
                    case 1: .invalid("make test exited 1")
                    default: .merged(tree: try stand.fresh(), documents: [])
                    }
                try stand.decide(.mergeTried(order.attempt, onto: order.onto, report), landing: landing)
                return true
            }
            guard let attempt = dice.pick(stand.run.runningAttempts) else { return try wait() }
            try stand.decide(.attemptEnded(attempt, try report()), landing: landing)
            return true
        case ..<60:
            guard let (id, last) = stand.run.attemptNumbers.sorted(by: { $0.key < $1.key }).first else {
                return try wait()
            }
            let stale = AttemptID(id, last - dice.below(2))
            let isCurrent = stand.run.runningAttempts.contains(stale)
            let before = stand.run
            let leaves = before.givenUp[stale] != nil
            try stand.decide(.attemptEnded(stale, try report()), landing: false)
            if isCurrent || before.nextWake != nil { return true }
            // What it was given up for stands; of the try itself more is known now, and once.
            if stand.leaves != leaves {
                throw Broken("\(stale) was \(leaves ? "" : "not ")given up, and told of it otherwise")
            }
            if leaves
                ? stand.run.standing.tip != before.standing.tip || stand.run.refs != before.refs : stand.run != before
            {
                throw Broken("\(stale) is old, and changed the run")
            }
            return true
        case ..<66:
            guard let attempt = dice.pick(stand.run.runningAttempts) else { return try wait() }
            let number = (stand.run.instance(attempt.instance)?.running?.iterations ?? 0) + 1
            let usage = dice.chance(50) ? Usage(input: 10, output: 1, cost: dice.chance(80) ? 100_000 : nil) : nil
            try stand.decide(
                .iterationEnded(
                    attempt, iteration: number, tip: try stand.fresh(), verdict: "exited 1", usage: usage),
                after: .seconds(dice.below(100)))
            try hold(attempt)
            return true
        case ..<67:
            let until = stand.now + .seconds(1 + dice.below(1000))
            try stand.decide(.dayUsedUp(detail: "all of it", until: until), landing: landing)
        case ..<69: try stand.crash()
        case ..<70:
            try stand.decide(.interrupted(stand.run.interruptibleAttempts), landing: landing)
        case ..<84: try request(landing)
        case ..<93: try moveBranch(landing)
        case ..<95:
            try stand.decide(.checkedOut(worktree: stand.run.checkedOutIn == nil || dice.chance(30) ? "/work" : nil))
        case ..<97:
            guard let ref = dice.pick(stand.run.refs.keys.sorted()), ref != stand.run.branch else { return try wait() }
            try stand.decide(.projectionMoved(ref, to: dice.chance(50) ? try stand.fresh() : nil), landing: landing)
        case ..<98:
            let number = dice.below(4)
            let event = Event(
                id: "E\(number)", type: "thing.happened", source: "cli/Ada", time: stand.now, subject: "",
                data: ["n": .int(Int64(number))])
            try stand.decide(.eventCame(event, by: "Ada"), landing: landing)
            let before = stand.run
            try stand.decide(.eventCame(event, by: "Ada"), landing: false)
            if stand.run != before { throw Broken("an event was taken twice") }
        default:
            let checks = stand.run.outstandingEffects.compactMap {
                if case .compareApproval(let check) = $0 { check } else { nil }
            }
            if let check = dice.pick(checks), dice.chance(70) {
                try stand.decide(.approvalCompared(check, changed: dice.chance(50) ? ["a.txt"] : []))
                return false
            }
            let command: RunCommand? = dice.pick([
                .trusted(by: "Ada"), .predecessorEnded("other-1234567"), .superseded(by: "newer-1234567"),
                .journalMoved(detail: "somebody moved it"), .parentMayGoOn(dice.chance(50)),
                .parentLeft(isFinal: dice.chance(50)),
                .acceptanceReverted(by: stand.run.tip, holds: dice.chance(50)),
            ])
            try stand.decide(command ?? .proceed)
        }
        return false
    }

    private mutating func wait() throws -> Bool {
        try stand.decide(.proceed, after: .seconds(dice.below(90)))
        return false
    }

    private mutating func report() throws -> AttemptReport {
        var outcome = AttemptReport.Outcome.finished(["specs": .array(Self.specs(&dice)), "n": 1])
        if dice.chance(40) {
            outcome = .failed(
                Failure(dice.pick(ErrorClass.allCases) ?? .failed, "it failed", exitCode: 1, cancelled: dice.chance(5)))
        }
        return AttemptReport(
            outcome: outcome, tip: try stand.fresh(), tree: try stand.fresh(), iterations: dice.below(3),
            lastVerdict: "exited 1", breaches: dice.chance(10) ? ["Tests/a.swift"] : [])
    }

    private mutating func request(_ landing: Bool) throws {
        let stage = dice.pick(Array(stand.run.stages.keys)) ?? "stage0"
        let instance = dice.pick(Array(stand.run.stages[stage]?.instances.keys ?? []))
        // A result that is looked at is another tree than the run branch's.
        let tree = stand.run.withheldResults(in: stage, instance).values.first?.tree ?? stand.run.tip
        let whole = stand.run.withheldResults(in: stage).values.first?.tree ?? stand.run.tip
        let requests: [ControlRequest] = [
            .pause, .pauseAfter(stage), .resume, .resume, .resume, .cancel, .skip(stage, instance, message: "no"),
            .skip(stage, nil, message: ""), .retry(from: nil, instance: nil),
            .retry(from: stage, instance: nil),
            .retry(from: stage, instance: instance), .rollback(to: .stage(stage), resume: true),
            .rollback(to: .stage(stage), resume: false), .rollback(to: .checkpoint(1 + dice.below(8)), resume: true),
            .rollback(to: .before(InstanceID(stage, instance ?? .main)), resume: dice.chance(50)),
            .approve(stage, instance, tree: tree, tip: stand.run.tip, actual: tree),
            .approve(stage, nil, tree: whole, tip: stand.run.tip, actual: whole),
            .reject(stage, instance, message: "no"), dice.chance(30) ? .rejectRun(message: "no") : .resume,
            .accepted(
                AcceptedWork(
                    branch: "main", onto: stand.run.creation.request.commit, commit: stand.run.tip, how: "merge",
                    keepsTags: dice.chance(50))),
            .acceptUndone(commit: stand.run.acceptance?.commit ?? stand.run.tip), restoration(), restoration(),
        ]
        let ulid = "U\(dice.next())"
        let asked = dice.pick(requests) ?? .resume
        try stand.decide(.requested(ulid: ulid, by: "Ada", asked), landing: landing)
        let before = stand.run
        try stand.decide(.requested(ulid: ulid, by: "Ada", asked), landing: false)
        if stand.run != before { throw Broken("a request was taken twice") }
    }

    /// Back to what the run was some time ago.
    private mutating func restoration() -> ControlRequest {
        let standing = dice.pick(standings) ?? stand.run.standing
        let undone = dice.chance(50) ? stand.run.creation.request.commit : nil
        return .restore(
            Restoration(
                entry: standing.tip, target: "before it", undoes: undone,
                expected: dice.chance(80) ? stand.run.tip : nil, standing: standing, abandons: dice.chance(70)))
    }

    private mutating func moveBranch(_ landing: Bool) throws {
        let run = stand.run
        switch dice.below(8) {
        case 0, 1: try stand.decide(.branchMoved(to: try stand.fresh(), .ahead), landing: landing)
        case 6:
            let reverted = run.integrations.suffix(1).map(\.commit)
            try stand.decide(.branchMoved(to: try stand.fresh(), .reverting(reverted)), landing: landing)
        case 7: try stand.decide(.branchMoved(to: try stand.fresh(), .replaced), landing: landing)
        case 2, 3:
            let kept = run.integrations.prefix(dice.below(run.integrations.count + 1)).map(\.commit)
            try stand.decide(
                .branchMoved(to: kept.last ?? run.creation.request.commit, .behind(kept: kept)), landing: landing)
        case 4:
            try stand.decide(.branchMoved(to: dice.chance(70) ? try stand.fresh() : nil, .elsewhere), landing: landing)
            if dice.chance(50) { try stand.decide(.branchMoved(to: run.tip, .elsewhere), landing: false) }
        default:
            let unlanded = Set(run.pendingMoves.filter { $0.ref == run.branch }.compactMap(\.new))
            let withdrawn = run.integrations.map(\.commit).filter { unlanded.contains($0) }
            guard !withdrawn.isEmpty else { return }
            try stand.decide(.branchMoved(to: try stand.fresh(), .raced(withdrawn: withdrawn)), landing: false)
        }
    }
}
