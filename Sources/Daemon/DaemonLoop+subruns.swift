import GitNames
import Orchestration
import Pipelines

/// Tries that are runs of their own: the two runs know of each other by name only, and what one must hear of the other
/// follows from their states, so nothing is lost when the daemon ends between.
extension DaemonLoop {
    /// Asks for the runs that others need, hands on what became of them, and ends those that nobody waits for.
    mutating func tendSubruns() async throws {
        var awaited: Set<RunID> = []
        var left: [RunID: Bool] = [:]
        let unfinished = busy.filter { $0.1.run.end == nil }
        for (id, live) in unfinished {
            for order in live.run.subrunOrders {
                let child = order.request.runID()
                if let cancel = live.run.cancel {
                    left[child] = cancel.isFinal == true
                } else {
                    awaited.insert(child)
                }
                guard live.turn == nil else { continue }
                try await tend(order, child, of: live.run)
            }
            for (attempt, child) in live.run.subrunsGivenUp where live.turn == nil {
                guard let other = runs[child]?.run, other.end != nil else { continue }
                try await handOn(other, as: attempt, to: id)
            }
        }
        for (id, live) in unfinished where live.run.creation.request.parent != nil && !awaited.contains(id) {
            let isFinal = left[id] ?? false
            guard live.turn == nil, live.run.mayBeCancelled(isFinal) else { continue }
            command(id, .parentLeft(isFinal: isFinal))
        }
    }

    private mutating func tend(_ order: SubrunOrder, _ child: RunID, of run: Run) async throws {
        guard let other = runs[child]?.run else {
            if let refusal = refusedRuns[child] {
                command(run.id, .attemptEnded(order.attempt, .refused(refusal, at: order.request.commit)))
            } else if run.cancel != nil {
                command(run.id, .attemptEnded(order.attempt, .refused("it was not begun", at: order.request.commit)))
            } else if order.mayGoOn {
                decide(.subrunNeeded(order.request), at: options.now())
            }
            return
        }
        guard other.creation.request.parent?.run == run.id else {
            let reason = "the name \(child), which its run would have, is another run's"
            command(run.id, .attemptEnded(order.attempt, .refused(reason, at: order.request.commit)))
            return
        }
        if other.end != nil {
            try await handOn(other, as: order.attempt, to: run.id)
        } else if runs[child]?.turn == nil, order.mayGoOn == (other.pause?.cause == .parent) {
            if order.mayGoOn || other.pause == nil { command(child, .parentMayGoOn(order.mayGoOn)) }
        }
    }

    /// Tells a run what became of one that is a try of its own.
    private mutating func handOn(_ part: Run, as attempt: AttemptID, to run: RunID) async throws {
        let tree = try await store.tree(of: part.tip)
        if let report = part.reportToParent(tree: tree) { command(run, .attemptEnded(attempt, report)) }
    }

    /// What a run starts from: of the commit, or of the run that it is a try of.
    func created(_ requested: RunRequested) async throws -> RunCreated {
        guard let parent = requested.request.parent else {
            return try await store.created(requested, owner: owner)
        }
        guard let created = runs[parent.run]?.run.creation(of: requested) else {
            throw WorkspaceStore.Refusal(reason: "the run \(parent.run), of which it would be part, is not here")
        }
        return created
    }
}

extension AttemptReport {
    /// A try that could not be begun.
    fileprivate static func refused(_ reason: String, at base: ObjectID) -> AttemptReport {
        AttemptReport(outcome: .failed(Failure(.config, reason)), tip: base, tree: base, iterations: 0)
    }
}
