import Pipelines

extension RunReport {
    /// Command lines that make sense now, most useful first.
    public var nextCommands: [String] {
        var commands: [String] = []
        let parts = stages.flatMap { stage in stage.instances.map { (path(stage, $0), $0) } }
        switch status {
        case "succeeded":
            commands = ["taskdaemon diff \(id) --stat"]
            if !isAccepted, parent == nil { commands.append(acceptCommand) }
        case "failed", "cancelled", "superseded":
            if let failed = parts.first(where: { $0.1.status == "failed" }) {
                commands = ["taskdaemon why \(failed.0)", "taskdaemon logs \(failed.0)"]
            }
            if stages.contains(where: { $0.status != "succeeded" && $0.status != "skipped" }) {
                commands.append("taskdaemon retry \(id)")
            } else if let document {
                // All of it was done, and is not wanted.
                commands.append("taskdaemon run --plan \(document)")
            }
        case "paused":
            commands =
                blockedOn == "branch_moved"
                ? Self.commands(against: blockedOn, run: id)
                : ["taskdaemon diff \(id) --stat", "taskdaemon resume \(id)"]
        case "queued":
            commands = ["taskdaemon status"]
        case "running":
            if let running = parts.first(where: { $0.1.running != nil }) {
                if let run = running.1.run { return ["taskdaemon status \(run)"] }
                commands = ["taskdaemon logs \(running.0) -f"]
            }
            if let failed = parts.first(where: { $0.1.status == "failed" }) {
                commands.append("taskdaemon why \(failed.0)")
            }
        default:
            let blocked = parts.first { $0.1.blockedOn == blockedOn && blockedOn != nil }?.0
            commands = Self.commands(against: blockedOn, run: id, part: blocked)
            if let blocked {
                commands.insert("taskdaemon \(blockedOn == "approval" ? "show" : "why") \(blocked)", at: 0)
            }
        }
        return commands
    }

    /// What makes sense now, also in the runs that are part of it: where one of them needs a person, that comes first.
    func nextCommands(parts: [RunReport]) -> [String] {
        guard status == "running", let stuck = parts.first(where: { $0.status == "waiting" || $0.status == "paused" })
        else { return nextCommands }
        return stuck.nextCommands
    }

    /// What puts it onto a branch: onto one that is to be named, where it was started from none.
    private var acceptCommand: String {
        let isDetached = source == "HEAD" || source.hasPrefix("HEAD:")
        return "taskdaemon accept \(id)" + (isDetached ? " --into BRANCH" : "")
    }

    /// Whether all of it was accepted: what was accepted while it still ran is only its beginning.
    private var isAccepted: Bool {
        guard let accepted, accepted.revertedBy == nil, let accepted = Instant(isoText: accepted.at) else {
            return false
        }
        return finishedAt.flatMap { Instant(isoText: $0) }.map { accepted >= $0 } ?? false
    }

    /// What helps against a reason that needs a person.
    ///
    /// - Parameter part: the stage or instance concerned, as a person names it.
    static func commands(against reason: String?, run: String, part: String? = nil) -> [String] {
        switch reason {
        case "untrusted": ["taskdaemon trust"]
        case "paused", "crash_loop": ["taskdaemon resume \(run)"]
        case "branch_moved":
            [
                "taskdaemon undo --dry-run   # to put the run branch back",
                "taskdaemon resume \(run)   # to take it where it is",
            ]
        case "conflict", "missing_input", "expression_error", "upstream_failed", "agent_missing":
            ["taskdaemon retry \(run)"]
        case "checked_out": ["git switch - # in the worktree that has the run branch checked out"]
        case "approval": ["taskdaemon approve \(part ?? "\(run)/STAGE")"]
        default: []
        }
    }

    private func path(_ stage: StageReport, _ instance: InstanceReport) -> String {
        instance.name == "main" ? "\(id)/\(stage.name)" : "\(id)/\(stage.name)/\(instance.name)"
    }
}
