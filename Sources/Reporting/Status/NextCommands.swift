import Pipelines

extension RunReport {
    /// Command lines that make sense now, most useful first.
    public var nextCommands: [String] {
        var commands: [String] = []
        let parts = stages.flatMap { stage in stage.instances.map { (path(stage, $0), $0) } }
        switch status {
        case "succeeded":
            commands = ["taskdaemon diff \(id) --stat"]
            if !isAccepted, parent == nil { commands.append("taskdaemon accept \(id)") }
        case "failed", "cancelled", "superseded":
            if let failed = parts.first(where: { $0.1.status == "failed" }) {
                commands = ["taskdaemon why \(failed.0)", "taskdaemon logs \(failed.0)"]
            }
            commands.append("taskdaemon retry \(id)")
        case "paused":
            commands = ["taskdaemon diff \(id) --stat", "taskdaemon resume \(id)"]
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

    /// Whether all of it was accepted: what was accepted while it still ran is only its beginning.
    private var isAccepted: Bool {
        guard let accepted = accepted.flatMap({ Instant(isoText: $0.at) }) else { return false }
        return finishedAt.flatMap { Instant(isoText: $0) }.map { accepted >= $0 } ?? false
    }

    /// What helps against a reason that needs a person.
    ///
    /// - Parameter part: the stage or instance concerned, as a person names it.
    static func commands(against reason: String?, run: String, part: String? = nil) -> [String] {
        switch reason {
        case "untrusted": ["taskdaemon trust"]
        case "paused", "branch_moved", "crash_loop": ["taskdaemon resume \(run)"]
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
