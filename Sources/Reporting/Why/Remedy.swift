import GitNames
import Orchestration
import OrderedCollections
import Pipelines

/// What a person can do about something that waits or has failed: commands that can be pasted, the most useful first, and
/// where no command helps, what to do.
enum Remedy {
    /// What helps an instance, or a stage without one.
    ///
    /// - Parameters:
    ///   - blocked: what it waits for.
    ///   - part: its path, as a person names it.
    static func steps(against blocked: BlockedOn, part: String, stage: StageName, in run: Run) -> [String] {
        let id = run.id
        // What has ended goes on with a retry, whatever held it then.
        if run.end != nil {
            return [failure(in: run).map { "taskdaemon why \(id)/\($0)" }, "taskdaemon retry \(id)"].compactMap { $0 }
        }
        switch blocked.reason {
        case .untrusted:
            return run.pause?.cause == .journalMoved
                ? ["taskdaemon log \(id)", "taskdaemon resume \(id)"] : ["taskdaemon trust"]
        case .branchMoved:
            return [
                "taskdaemon resume \(id)",
                "git branch -f \(run.branch.branchName ?? run.branch.text) \(run.tip.short)",
            ]
        case .crashLoop: return ["taskdaemon logs \(part)", "taskdaemon resume \(id)", "taskdaemon cancel \(id)"]
        case .dependencyCycle, .unknownDependency:
            let path = run.creation.request.documents.first?.path
            return [
                "mend the Dependencies\(path.map { " in \($0)" } ?? "") and commit: that starts another run",
                "taskdaemon cancel \(id)",
            ]
        case .upstreamFailed:
            let failed = failure(in: run)
            return [failed.map { "taskdaemon why \(id)/\($0)" }, "taskdaemon retry \(id)"].compactMap { $0 }
        case .missingInput, .expressionError:
            let source = source(of: stage, in: run)
            return [
                "taskdaemon trace \(part)",
                source.map { "taskdaemon retry \(id) --from \($0)" } ?? "taskdaemon retry \(id)",
            ]
        case .agentMissing: return ["taskdaemon doctor --agents", "taskdaemon retry \(id)"]
        case .diskLow: return ["taskdaemon gc", "taskdaemon doctor"]
        case .conflict: return ["taskdaemon diff \(part)", "taskdaemon retry \(part)"]
        case .checkedOut: return ["git switch - # in the worktree that has the run branch checked out"]
        case .approval:
            return ["taskdaemon show \(part)", "taskdaemon approve \(part)", "taskdaemon reject \(part) -m WHY"]
        case .paused:
            if run.pause?.cause == .parent, let parent = run.creation.request.parent {
                return ["taskdaemon resume \(parent.run)"]
            }
            return run.pause == nil ? [] : ["taskdaemon resume \(id)", "taskdaemon cancel \(id)"]
        case .concurrency:
            let other = run.waitsFor.first
            return other.map { ["taskdaemon status \($0)", "taskdaemon cancel \($0)"] } ?? ["taskdaemon status"]
        case .rateLimit, .backoff: return ["taskdaemon logs \(part)", "taskdaemon retry \(part)"]
        case .triggerFalse: return ["taskdaemon show \(part)"] + emits(for: stage, in: run)
        case .waitingForStage: return ["taskdaemon status \(id)"]
        case .slot: return ["taskdaemon status \(id)"]
        }
    }

    /// What to look at where it has failed.
    static func steps(afterFailureOf part: String, attempts: Int, in run: Run) -> [String] {
        var steps = ["taskdaemon logs \(part)", "taskdaemon diff \(part)"]
        if attempts > 1 { steps.append("taskdaemon diff \(part) --attempt 1") }
        return steps + ["taskdaemon retry \(run.id)"]
    }

    /// Whether a step is a command line, and no sentence.
    static func isCommand(_ step: String) -> Bool { step.hasPrefix("taskdaemon ") || step.hasPrefix("git ") }

    /// The stage that its data comes from: the last one before it that has succeeded.
    private static func source(of stage: StageName, in run: Run) -> StageName? {
        run.stages.keys.prefix { $0 != stage }.last { run.stages[$0]?.checkpoint != nil }
    }

    /// The first instance that failed, as a person names it.
    private static func failure(in run: Run) -> String? {
        for (stage, state) in run.stages {
            for (name, instance) in state.instances {
                if case .failed = instance.progress { return "\(InstanceID(stage, name))" }
            }
        }
        return nil
    }

    /// Events from outside that it waits for can be stated by hand.
    private static func emits(for stage: StageName, in run: Run) -> [String] {
        (run.definition(stage)?.triggers ?? []).compactMap(\.onEvent?.type)
            .filter { !Event.ownTypes.contains($0) && !$0.hasPrefix("hook.") }
            .map { "taskdaemon emit \($0) --run \(run.id)" }
    }
}
