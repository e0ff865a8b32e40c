/// How a stage works: what it runs, how its result is checked, and within which limits.
public struct LoopType: Hashable, Sendable, Codable {
    /// The work of one iteration.
    public enum Work: Hashable, Sendable, Codable {
        /// Done by the daemon itself.
        case builtin(BuiltinLoop)
        /// A command, fresh for each iteration.
        case command(CommandLine)
        /// A coding agent, fresh for each iteration.
        case agent(AgentWork)
        /// A run of another pipeline, with a journal of its own.
        case pipeline(Pipeline)
    }

    /// What a change to a protected path means.
    public enum Integrity: String, Hashable, Sendable, Codable, CaseIterable {
        /// The pass has failed, and the next one is told.
        case fail
        /// The result waits until a person has looked at it.
        case approval
    }

    /// Its name.
    public var name: LoopName
    /// What an iteration does.
    public var work: Work
    /// A Mustache template, given to the command on its standard input, or to the agent in its own way.
    public var prompt: String?
    /// Run in the work tree after each iteration; exit 0 ends the loop.
    public var validate: CommandLine?
    /// At least 1; reaching it is a failure.
    public var maxIterations: Int
    /// A bound on one iteration.
    public var iterationTimeout: Duration?
    /// How long nothing may be written and nothing may change.
    public var idleTimeout: Duration?
    /// Names of environment variables that are passed through.
    public var environment: [String]
    /// Globs of paths that the stage may not change.
    public var protect: [String]
    /// What it means when the stage changes one of these, or its own validator; `nil` is `fail`.
    public var integrity: Integrity?
    /// Run once in a fresh work tree, and in one that is used again unless what it made survives there and no file
    /// directly at the top of the tree has changed.
    public var setup: CommandLine?
    /// Ignored files taken along from the workspace's working tree: patterns of `.gitignore`'s kind.
    public var copy: [String]
    /// Ignored paths that survive an attempt that succeeded when its work tree is used again: patterns of
    /// `.gitignore`'s kind.
    public var keep: [String]
    /// Ignored files kept with the attempt: patterns of `.gitignore`'s kind.
    public var artifacts: [String]

    /// Makes a loop type from its parts.
    public init(
        name: LoopName, work: Work, prompt: String? = nil, validate: CommandLine? = nil, maxIterations: Int = 20,
        iterationTimeout: Duration? = nil, idleTimeout: Duration? = nil, environment: [String] = [],
        protect: [String] = [], integrity: Integrity? = nil, setup: CommandLine? = nil, copy: [String] = [],
        keep: [String] = [], artifacts: [String] = []
    ) {
        self.name = name
        self.work = work
        self.prompt = prompt
        self.validate = validate
        self.maxIterations = maxIterations
        self.iterationTimeout = iterationTimeout
        self.idleTimeout = idleTimeout
        self.environment = environment
        self.protect = protect
        self.integrity = integrity
        self.setup = setup
        self.copy = copy
        self.keep = keep
        self.artifacts = artifacts
    }

    /// Whether something that reads prompts does the work, so that it can be told what was wrong and go on from there.
    public var isPrompted: Bool {
        switch work {
        case .agent: true
        case .command: prompt != nil
        case .builtin, .pipeline: false
        }
    }

    /// The pipeline of which each try is a run.
    public var pipeline: Pipeline? { if case .pipeline(let pipeline) = work { pipeline } else { nil } }

    /// Every command line that it may run on this machine, as its user is shown it and allows it.
    public var commands: [String] {
        var commands: [String] = []
        if let setup { commands.append(setup.description) }
        switch work {
        case .builtin: break
        case .command(let command): commands.append(command.description)
        case .agent(let work): commands.append(work.text)
        case .pipeline(let pipeline): commands += pipeline.stages.flatMap(\.loop.commands)
        }
        if let validate { commands.append(validate.description) }
        return commands
    }
}

/// The loops that need no agent and no network.
public enum BuiltinLoop: String, Hashable, Sendable, Codable, CaseIterable {
    /// Reads the plan document into JSON.
    case plan
    /// Writes one spec document for each spec of the plan.
    case spec
    /// Writes one document for each phase of a spec and runs its commands.
    case phase
}

/// A command as a definition writes it.
public enum CommandLine: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A program and its arguments, never seen by a shell.
    case arguments([String])
    /// A text for `sh -c`.
    case shell(String)

    /// The program and its arguments.
    public var arguments: [String] {
        switch self {
        case .arguments(let arguments): arguments
        case .shell(let script): ["/bin/sh", "-c", script]
        }
    }

    /// For people; not for a shell.
    public var description: String {
        switch self {
        case .arguments(let arguments): arguments.joined(separator: " ")
        case .shell(let script): script
        }
    }
}
