import GitNames
public import Orchestration
import OrderedCollections
public import Pipelines

/// What `undo` or `op restore` would do, decided without doing it: what they give with `--json`.
public struct UndoPlan: Codable, Hashable, Sendable {
    /// The operation that is taken back, or gone back to.
    public var operation: OperationReport
    /// `undo` or `restore`.
    public var action: String
    /// Why it cannot be done now.
    @OrNull public var refused: String?
    /// What helps then.
    @OrNull public var hint: String?
    /// Every ref that moves, in order.
    public var moves: [RollbackPlan.Move]
    /// Attempts that run now and would be stopped.
    public var stopped: [String]
    /// Instances that would be as done as they were.
    public var restored: [String]
    /// Instances that would be pending again.
    public var redone: [String]
    /// The run's status then.
    @OrNull public var status: String?
    /// The work tree whose files go along.
    @OrNull public var worktree: String?

    /// A plan without anything in it yet.
    public init(_ operation: Operation, action: String) {
        self.init(
            operation: OperationReport(operation), action: action, moves: [], stopped: [], restored: [], redone: [])
    }

    private init(
        operation: OperationReport, action: String, moves: [RollbackPlan.Move], stopped: [String], restored: [String],
        redone: [String]
    ) {
        self.operation = operation
        self.action = action
        self.moves = moves
        self.stopped = stopped
        self.restored = restored
        self.redone = redone
        refused = nil
        hint = nil
        status = nil
        worktree = nil
    }

    /// Adds what the run's daemon would do.
    public mutating func add(_ request: ControlRequest, to run: Run, at now: Instant) {
        let planned = DryRun(request, of: run, at: now)
        refused = planned.refused
        moves += planned.moves
        stopped += planned.stopped
        guard refused == nil else { return }
        status = planned.run.status.rawValue
        for (name, stage) in planned.run.stages {
            // One may be gone, or come, with what added it.
            let known = Array(run.stages[name]?.instances.keys ?? [])
            for instance in OrderedSet(known + stage.instances.keys) {
                let id = InstanceID(name, instance)
                let (old, new) = (run.status(of: id), planned.run.status(of: id))
                if old != .succeeded, new == .succeeded { restored.append(id.description) }
                if old == .succeeded, new != .succeeded { redone.append(id.description) }
            }
        }
    }

    /// Every ref with what it holds and what it will hold.
    public func page() -> Page {
        var page = Page()
        let what = action == "undo" ? "undo of " : "back to after "
        page.add(
            StyledText(what) + StyledText(String(operation.entry.prefix(7)), .name) + " of "
                + StyledText(operation.run, .name) + StyledText(": \(operation.subject)"))
        if let refused {
            page.add(StyledText("refused: \(refused)", .bad), level: 1)
            return page
        }
        page.add(moves: moves)
        if let worktree { page.add(StyledText("the files in \(worktree) go along"), level: 1) }
        if !stopped.isEmpty { page.add(StyledText("stops: \(stopped.joined(separator: ", "))"), level: 1) }
        if !restored.isEmpty { page.add(StyledText("stands again: \(restored.joined(separator: ", "))"), level: 1) }
        if !redone.isEmpty { page.add(StyledText("pending again: \(redone.joined(separator: ", "))"), level: 1) }
        if let status { page.add(StyledText("the run is then \(status)"), level: 1) }
        return page
    }
}
