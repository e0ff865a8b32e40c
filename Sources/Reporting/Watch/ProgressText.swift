public import Pipelines

/// What runs now, on one line.
public enum ProgressText {
    /// The line, no wider than so many columns; `nil` when nothing runs.
    ///
    /// - Parameters:
    ///   - lastLines: the last line that each running instance has written, by its path.
    ///   - tick: counts up with every drawing.
    public static func line(
        _ report: StatusReport, lastLines: [String: String], width: Int, at now: Instant, tick: Int
    ) -> StyledText? {
        let live = report.runs.filter { $0.status == "running" }
        guard let run = live.last else { return nil }
        var line = StyledText(WatchScreen.spinner[tick % WatchScreen.spinner.count] + " ", .active)
        if live.count > 1 { line += StyledText("\(live.count) runs  ") }
        line += StyledText(run.id, .name) + StyledText("  \(run.progressText)")
        for stage in run.stages {
            guard let instance = stage.instances.first(where: { $0.running != nil }), let running = instance.running
            else {
                continue
            }
            let path = instance.name == "main" ? "\(run.id)/\(stage.name)" : "\(run.id)/\(stage.name)/\(instance.name)"
            if instance.name != "main" { line += StyledText("  \(instance.name)") }
            line += StyledText("  \(running.iterations + 1)/\(stage.maxIterations)")
            if let since = Instant(isoText: running.since) {
                line += StyledText("  \((now - since).clockText)", .faint)
            }
            if let last = lastLines[path] { line += StyledText("  \(last)", .faint) }
            break
        }
        return line.truncated(to: width)
    }
}
