import Agents
import JSONValues
import Pipelines

extension Attempt {
    /// The longest prompt that fits one argument: the kernel's own limit, less its NUL.
    private static let argumentLimit = 128 * 1024 - 1

    /// An agent that is not on this machine cannot start; the instance waits for it.
    func requireAgent() throws(AttemptFailure) {
        guard case .agent(let work) = spec.loop.work,
            ProgramSearch.find(work.agent.program, in: runner.environment) == nil
        else { return }
        let install = work.agent.install.map { " (\($0))" } ?? ""
        var failure = AttemptFailure(
            .config,
            "'\(work.agent.program)' is not found on PATH: install it\(install), start the daemon with it on PATH, or set "
                + "another `agent`")
        failure.missingAgent = work.agent.name
        throw failure
    }

    /// One pass of an agent: a fresh process that is given the prompt, and is listened to.
    func agentPass(_ work: AgentWork, _ iteration: Int, prompt: String) async -> Pass {
        let agent = work.agent
        guard agent.prompt != .arg || prompt.utf8.count <= Self.argumentLimit && !prompt.utf8.contains(0) else {
            let size = "the prompt has \(prompt.utf8.count) bytes"
            return Pass(
                .failed(
                    AttemptFailure(.config, "\(size), and \(agent.name) takes at most \(Self.argumentLimit) as text")))
        }
        let tail = TailSink(capture)
        let view = AgentView(agent, to: tail)
        let command = agent.command(work.permissions, prompt: agent.prompt == .arg ? prompt : place.prompt)
        let ended = await execute(
            command, iteration: iteration, timeout: spec.loop.iterationTimeout,
            input: agent.prompt == .stdin ? Array(prompt.utf8) : [], variables: agent.variables, output: view)
        let told = view.finish()
        var pass = Pass(.passed(.object([:])), usage: told.usage, words: told.lastWords, output: tail.text)
        if let failure = failure(of: ended, told, agent) {
            pass.outcome = .failed(failure)
        } else {
            do throws(AttemptFailure) {
                pass.outcome = .passed(try agentOutputs(work, told))
            } catch {
                pass.outcome = .failed(error)
            }
        }
        return pass
    }

    /// What the end of an agent means: a rate limit says more than an exit code, and that more than what it reported.
    private func failure(of ended: CommandResult, _ told: AgentTranscript, _ agent: Agent) -> AttemptFailure? {
        let failure = failure(of: ended, what: agent.name)
        switch ended.termination {
        case .cancelled, .interrupted, .notStarted: return failure
        case .exited, .signalled, .timedOut, .idle: break
        }
        if let limit = told.rateLimit(hasFailed: failure != nil, at: Instant(milliseconds: runner.now() * 1000)) {
            let end = limit.isTold ? "" : ", which did not say when it ends"
            var limited = AttemptFailure(
                .transient, "\(agent.name) ran into a rate limit\(end): \(limit.text)", exitCode: failure?.exitCode)
            limited.notBefore = limit.until
            return limited
        }
        guard let reported = told.failure else { return failure }
        guard var failure else { return AttemptFailure(.failed, "\(agent.name) reported: \(reported)") }
        failure.message += ": \(reported)"
        return failure
    }

    /// What an agent gave: its own object, and for what it stands for what can be told without it.
    private func agentOutputs(_ work: AgentWork, _ told: AgentTranscript) throws(AttemptFailure) -> JSON {
        let given = try outputs()
        guard work.standsFor == .phase, given["implementation"] == nil else { return given }
        var implementation: [String: JSON] = [
            "spec": spec.input["spec"]?["id"] ?? .string(spec.attempt.instance.name.rawValue),
            "phases": .array(
                (spec.input["spec"]?["phases"]?.arrayValue ?? []).map { .object(["title": $0["title"] ?? .null]) }),
        ]
        if !told.lastWords.isEmpty { implementation["summary"] = .string(String(told.lastWords.prefix(1000))) }
        var members = given.objectValue ?? [:]
        members["implementation"] = .object(implementation)
        return .object(members)
    }

    /// Why what an agent gave is not what its stage must give; `nil` where it is.
    func problem(in outputs: JSON) async throws(AttemptFailure) -> String? {
        guard spec.loop.isPrompted else { return nil }
        if let problem = spec.check?(outputs) { return problem }
        guard case .agent(let work) = spec.loop.work, work.standsFor == .spec else { return nil }
        // What later stages read must be there.
        let paths = (outputs["specs"]?.arrayValue ?? []).compactMap { $0["path"]?.stringValue }
        let missing = try await worker.missing(paths, in: tree)
        guard let first = missing.first else { return nil }
        return missing.count == 1
            ? "`specs` names \(first), which was not written"
            : "`specs` names \(missing.count) files that were not written: "
                + missing.prefix(5).joined(separator: ", ")
    }
}
