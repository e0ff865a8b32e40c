import Accepting
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Reporting

/// Taking an operation back, or going back to it: planned as the daemon decides it, and asked of the daemon.
///
/// A branch of the user's is put back here, as an accept puts it forward here.
struct Undoing {
    /// What is wanted.
    enum Action: String {
        case undo
        case restore
    }

    private let action: Action
    private let operation: Operation
    private let reader: WorkspaceReader
    private var plan: UndoPlan
    private var step: BranchStep?
    private var type = ""
    private var data: [String: JSON] = [:]

    /// Works out what it comes to.
    init(_ operation: Operation, _ action: Action, _ reader: WorkspaceReader) throws {
        self.action = action
        self.operation = operation
        self.reader = reader
        plan = UndoPlan(operation, action: action.rawValue)
        let run = try reader.run(operation.run)
        if action == .undo, let branch = operation.acceptance {
            try planBranch(branch, of: run)
        } else {
            try planRun(run)
        }
    }

    /// Refuses while something that was asked for is not yet in a journal: it would be the last one, and is not known.
    static func refuseWhileAsked(_ reader: WorkspaceReader) throws {
        let waiting = try Inbox(reader.repository).list().compactMap { entry in
            if case .request(let request) = entry, request.run != nil { request } else { nil }
        }
        guard let last = waiting.last, let run = last.run else { return }
        throw CommandError(
            .refused, "what was asked for last has not been taken yet: \(last.type) of \(run)",
            hint: Requests.hasDaemon(reader) ? "try again in a moment" : "taskdaemon daemon --once")
    }

    /// Shows the plan, and does it unless it is only to be shown.
    func run(isDry: Bool, _ output: OutputOptions) throws {
        if let refused = plan.refused {
            let verb = action == .undo ? "undone" : "gone back to"
            throw CommandError(
                .refused, "\(operation.entry.id.short) of \(operation.run) cannot be \(verb): \(refused)",
                hint: plan.hint)
        }
        output.write(plan, page: plan.page())
        guard !isDry else { return }
        try step?.perform(saying: "taskdaemon undo of \(operation.entry.id.short)")
        let said: StyledText = action == .undo ? "asked to undo " : "asked to go back to after "
        try Requests.send(
            type, to: reader, run: operation.run, data: .object(data),
            saying: said + StyledText(operation.entry.id.short, .name) + " of "
                + StyledText(operation.run.rawValue, .name),
            next: ["taskdaemon status \(operation.run)", "taskdaemon undo   # to undo that"])
    }

    /// The run's own refs, by its daemon.
    private mutating func planRun(_ run: Orchestrated) throws {
        type = action.rawValue
        data = ["entry": .string(operation.entry.id.hex)]
        let found =
            switch action {
            case .undo: try reader.restoration(undoing: operation, of: run)
            case .restore: try reader.restoration(to: operation, of: run)
            }
        switch found {
        case .possible(let restoration):
            plan.add(.restore(restoration), to: run, at: Terminal.now)
            if action == .undo, plan.refused != nil {
                plan.hint = try reader.operation(before: operation).map { earlier in
                    "taskdaemon op restore \(earlier.entry.id.short) --dry-run   # back to before it all the same"
                }
            }
        case .impossible(let reason, let hint):
            plan.refused = reason
            plan.hint = hint
        }
    }

    /// A branch of the user's, here and now.
    private mutating func planBranch(_ change: Operation.BranchChange, of run: Orchestrated) throws {
        let step = try BranchStep(of: .branch(change.branch), from: change.new, to: change.old, in: reader.repository)
        self.step = step
        plan.moves.append(.init(RefMove(ref: step.branch, old: change.new, new: change.old)))
        plan.worktree = step.worktree
        let request: ControlRequest
        switch change.kind {
        case .accepted:
            type = "accept_undone"
            data = ["commit": .string(change.new.hex)]
            request = .acceptUndone(commit: change.new)
        case .undone(let how):
            type = "accepted"
            data = [
                "branch": .string(change.branch), "onto": .string(change.new.hex), "commit": .string(change.old.hex),
                "how": .string(how), "keep_tags": .bool(!change.movesTags),
            ]
            request = .accepted(
                AcceptedWork(
                    branch: change.branch, onto: change.new, commit: change.old, how: how,
                    keepsTags: !change.movesTags))
        }
        plan.add(request, to: run, at: Terminal.now)
        if case .accepted = change.kind, let revert = run.acceptance?.revertedBy, run.acceptance?.commit == change.new {
            plan.refused = "\(revert.short) on \(change.branch) has reverted it already"
            plan.hint = "taskdaemon accept \(run.id)   # to have it again"
        }
        if plan.refused == nil, let obstacle = step.obstacle {
            plan.refused = obstacle.message
            plan.hint = obstacle.hint
        }
    }
}
