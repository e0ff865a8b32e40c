import GitNames
public import Pipelines

/// What a run is taken back to.
public enum RollbackTarget: Hashable, Sendable {
    /// The newest checkpoint of a stage.
    case stage(StageName)
    /// The checkpoint of that number.
    case checkpoint(Int)
    /// Before an instance's result was put onto the run branch: that, and everything that came after it, is done again.
    case before(InstanceID)
}

extension RollbackTarget: ExpressibleByStringLiteral {
    /// A stage.
    public init(stringLiteral value: String) { self = .stage(StageName(value)) }
}

extension Run {
    /// Where a target is.
    struct RollbackPlace {
        /// For people.
        var name: String
        /// The run branch's tip there.
        var tip: ObjectID
        /// The integrations that stay.
        var kept: [ObjectID]
        /// Stages in which what a person skipped after that is to be done after all.
        var unskipped: [StageName]
    }

    /// Why a target is none, in a clause.
    struct NoPlace: Error { var reason: String }

    /// Where a target is: in the history that the run branch has now.
    func place(of target: RollbackTarget) throws(NoPlace) -> RollbackPlace {
        switch target {
        case .stage(let stage):
            guard let state = stages[stage] else { throw NoPlace(reason: "there is no stage \(stage)") }
            try checkIsBeforeClosing(stage)
            guard let checkpoint = state.checkpoint else { throw NoPlace(reason: "stage \(stage) has no checkpoint") }
            return place(stage.rawValue, checkpoint.number, checkpoint.commit, below: checkpoint.integration)
        case .checkpoint(let number):
            guard let checkpoint = passedCheckpoints.first(where: { $0.number == number }) else {
                throw NoPlace(reason: "there is no checkpoint \(number)")
            }
            try checkIsBeforeClosing(checkpoint.stage)
            let name = "\(checkpoint.stage).\(number)"
            guard isInHistory(checkpoint) else {
                throw NoPlace(reason: "checkpoint \(name) is not in the run branch's history any more")
            }
            return place(name, number, checkpoint.commit, below: checkpoint.integration)
        case .before(let id):
            guard instance(id) != nil else { throw NoPlace(reason: "there is no \(id)") }
            try checkIsBeforeClosing(id.stage)
            guard let index = integrations.firstIndex(where: { $0.attempt.instance == id }) else {
                throw NoPlace(reason: "nothing of \(id) is on the run branch")
            }
            let kept = integrations[..<index].map(\.commit)
            return RollbackPlace(
                name: "before \(id)", tip: integrations[index].onto, kept: kept,
                unskipped: stages(inWhichSkipped: { $0.integration.map { !kept.contains($0) } ?? false }))
        }
    }

    /// Checkpoints that the run can be taken back to, oldest first, as `stage.number`.
    public var openCheckpoints: [String] {
        passedCheckpoints.filter { isInHistory($0) && !closes($0.stage) }.map { "\($0.stage).\($0.number)" }
    }

    private func isInHistory(_ checkpoint: PassedCheckpoint) -> Bool {
        checkpoint.integration.map { below in integrations.contains { $0.commit == below } } ?? true
    }

    private func place(
        _ name: String, _ number: Int, _ tip: ObjectID, below integration: ObjectID?
    ) -> RollbackPlace {
        let last = integrations.lastIndex { $0.commit == integration }
        return RollbackPlace(
            name: name, tip: tip, kept: last.map { integrations[...$0].map(\.commit) } ?? [],
            unskipped: stages(inWhichSkipped: { $0.checkpoints >= number }))
    }

    private func checkIsBeforeClosing(_ stage: StageName) throws(NoPlace) {
        if closes(stage) { throw NoPlace(reason: "stage \(stage) closes the run: go back to one before it") }
    }
}
