import Execution
import Glibc
public import Pipelines

/// Whether a coding agent is on this machine, and whether it knows the arguments that it would be given.
public struct AgentCheck: Sendable, Hashable {
    /// The agent's name.
    public var agent: String
    /// Where its program is; `nil` when it is not on the search path.
    public var path: String?
    /// Options that its `--help` does not name.
    public var unknownOptions: [String] = []
    /// Why its help could not be read.
    public var problem: String?

    /// Looks for each agent's program, and reads its help.
    ///
    /// No prompt is sent and none of the agent's keys is passed; each help has ten seconds, all run at the same time.
    public static func make(_ agents: [Agent], environment: [String: String]) async -> [AgentCheck] {
        guard let nursery = try? Nursery(tag: "doctor\(getpid())") else { return [] }
        let checks = await withTaskGroup(of: (Int, AgentCheck).self) { group in
            for (index, agent) in agents.enumerated() {
                group.addTask { (index, await check(agent, nursery, environment)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        await nursery.stop()
        return agents.indices.compactMap { checks[$0] }
    }

    private static func check(_ agent: Agent, _ nursery: Nursery, _ environment: [String: String]) async -> AgentCheck {
        var check = AgentCheck(agent: agent.name, path: ProgramSearch.find(agent.program, in: environment))
        guard let path = check.path else { return check }
        // `codex exec` has options of its own.
        let words = agent.arguments.dropFirst().prefix { !$0.hasPrefix("-") && !$0.hasPrefix("{") }
        let capture = OutputCapture(log: nil)
        let ended = await nursery.run(
            CommandSpec(
                arguments: [path] + words + ["--help"],
                environment: CommandEnvironment.make(passing: [], from: environment, adding: [:]), directory: "/",
                timeout: .seconds(10), grace: .seconds(1)),
            output: capture)
        guard case .exited(0) = ended.termination else {
            check.problem = "`\(([agent.program] + words).joined(separator: " ")) --help` did not succeed"
            return check
        }
        let known = Set(capture.text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map(String.init))
        check.unknownOptions = agent.options.filter { !known.contains($0) }
        return check
    }
}

extension Agent {
    /// Every option that it may be called with, without values, each once.
    fileprivate var options: [String] {
        var seen: Set<String> = []
        return (arguments + permissionArguments.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value))
            .filter { $0.hasPrefix("-") && $0.count > 1 }
            .map { String($0.prefix { $0 != "=" }) }
            .filter { seen.insert($0).inserted }
    }
}
