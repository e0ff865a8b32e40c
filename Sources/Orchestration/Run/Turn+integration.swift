import GitNames
import JSONValues
public import Pipelines

extension Turn {
    /// Puts the next result onto the run branch if that needs no merge: its base is the tip. Says whether it did.
    mutating func integrateNext() -> Bool {
        guard run.end == nil, run.mayIntegrate, let id = run.integrationQueue.first,
            let result = run.instance(id)?.pendingResult, result.base == run.tip
        else { return false }
        integrate(id, result, tree: result.tree, documents: result.documents)
        return true
    }

    /// A merge was tried; on another tip than today's it is tried again.
    mutating func mergeTried(_ attempt: AttemptID, _ onto: ObjectID, _ report: MergeReport) {
        let id = attempt.instance
        guard run.end == nil, let result = run.instance(id)?.pendingResult, result.attempt == attempt.number,
            onto == run.tip, run.mayIntegrate
        else { return }
        switch report {
        case .merged(let tree, let documents): integrate(id, result, tree: tree, documents: documents)
        case .conflicts(let files):
            reject(attempt, result, "it changes what the run branch changed meanwhile", files)
        case .invalid(let why): reject(attempt, result, "the merged tree does not pass validation: \(why)", [])
        }
    }

    private mutating func reject(
        _ attempt: AttemptID, _ result: InstanceRun.Result, _ reason: String, _ files: [String]
    ) {
        keep(result.tip)
        emit(
            .integrationRejected(
                IntegrationRejected(attempt: attempt, reason: reason, files: files, again: !result.held, at: now)))
    }

    private mutating func integrate(
        _ id: InstanceID, _ result: InstanceRun.Result, tree: ObjectID, documents: [DocumentKey]
    ) {
        let attempt = AttemptID(id, result.attempt)
        let onto = run.tip
        let parents = result.tip == result.base ? [onto] : [onto, result.tip]
        let commit = write(
            .commit(
                tree: tree, parents: parents, by: run.creation.identity, at: now.seconds,
                message: run.integrationMessage(attempt, iterations: result.iterations)))
        emit(
            .instanceIntegrated(
                InstanceIntegrated(attempt: attempt, commit: commit, onto: onto, documents: documents, at: now)))
        move(run.branch, to: commit)
        move(run.workBranch(id), to: nil)
    }
}

extension Run {
    /// Results that wait for the run branch, those that were tried on the tip alone first, then in the order in which
    /// they ended.
    var integrationQueue: [InstanceID] {
        var waiting: [(held: Bool, at: Instant, id: InstanceID)] = []
        for (id, instance) in instances(.integrating, in: .hasIntegrating) {
            guard let result = instance.pendingResult else { continue }
            waiting.append((result.held, instance.past.last?.at ?? updatedAt, id))
        }
        return waiting.sorted { left, right in
            (left.held ? 0 : 1, left.at, left.id) < (right.held ? 0 : 1, right.at, right.id)
        }.map(\.id)
    }

    /// Whether results may go onto the run branch now.
    var mayIntegrate: Bool {
        checkedOutIn == nil && integrationHolder == nil && pause?.cause != .branchMoved && pause?.cause != .journalMoved
    }

    /// Whether an instance is being tried on the tip alone: nothing else is integrated meanwhile.
    var integrationHolder: InstanceID? {
        runningInstances.first { $0.1.running?.holdsIntegration == true }?.0
    }

    /// The message of an integration commit; its trailers are for people, nothing is read from them.
    func integrationMessage(_ attempt: AttemptID, iterations: Int) -> String {
        let title = instance(attempt.instance)?.event?.data["spec"]?["title"]?.stringValue
        let subject = title.map { "\(attempt.instance): \($0)" } ?? "\(attempt.instance)"
        return subject.replacing("\n", with: " ") + "\n\n" + trailers(attempt, iteration: iterations)
    }

    /// The trailers of every commit made for an attempt.
    public func trailers(_ attempt: AttemptID, iteration: Int) -> String {
        """
        Taskdaemon-Run: \(id)
        Taskdaemon-Stage: \(attempt.instance.stage)
        Taskdaemon-Instance: \(attempt.instance.name)
        Taskdaemon-Attempt: \(attempt.number)
        Taskdaemon-Iteration: \(iteration)
        """
    }
}
