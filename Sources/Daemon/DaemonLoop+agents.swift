import Execution
import Orchestration
import Pipelines

extension DaemonLoop {
    /// Whether the programs are there by now that instances wait for; asked at the start, and then at a slow pace.
    mutating func lookForAgents() {
        for id in runs.keys.sorted() {
            guard let run = runs[id]?.run, run.end == nil else { continue }
            for agent in run.missingAgents.sorted() {
                guard let program = run.program(of: agent),
                    ProgramSearch.find(program, in: options.environment) != nil
                else { continue }
                command(id, .agentFound(agent))
            }
        }
    }

    /// How long until the next look.
    static let agentPace = Duration.seconds(60)
}
