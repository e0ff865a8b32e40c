import Orchestration
import OrderedCollections
import Pipelines
import Reporting

/// The last line of output of everything that runs on this machine.
enum LiveLines {
    /// By the path that commands take: `RUN/STAGE/INSTANCE`.
    static func read(_ runs: [Orchestrated], _ local: LocalWorkspace) -> [String: String] {
        var lines: [String: String] = [:]
        for run in runs where run.end == nil {
            for (stage, state) in run.stages {
                for (name, instance) in state.instances {
                    guard let running = instance.running else { continue }
                    let id = InstanceID(stage, name)
                    guard let path = local.liveLog(AttemptID(id, running.attempt), of: run.id),
                        let bytes = FileTail.end(of: path, bytes: 4096)
                    else { continue }
                    lines["\(run.id)/\(id)"] = TerminalText.lastLine(of: bytes)
                }
            }
        }
        return lines
    }
}
