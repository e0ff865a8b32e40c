/// How a coding agent is called and understood: data alone, so that a user adds an agent without code.
public struct Agent: Hashable, Sendable, Codable {
    /// How the prompt goes in.
    public enum PromptWay: String, Hashable, Sendable, Codable, CaseIterable {
        /// On the standard input.
        case stdin
        /// As a file, whose path stands for `{prompt}` among the arguments.
        case file
        /// As the argument that `{prompt}` stands for.
        case arg
    }

    /// What the agent writes.
    public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
        case claude = "claude-json"
        case codex = "codex-jsonl"
        case gemini = "gemini-json"
        case opencode = "opencode-jsonl"
        case copilot = "copilot-jsonl"
        case goose = "goose-json"
        case text
    }

    /// What the agent may do without being asked.
    public enum Permissions: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
        /// Edit files in its work tree; what else it may do is its own default.
        case safe
        /// Everything: only where a loop says so by name.
        case bypass
    }

    /// Where usage and cost stand.
    ///
    /// A path is names joined by dots, `*` for every member; the numbers at all paths of a field are added up. The path
    /// `#` counts the events.
    public struct UsageRule: Hashable, Sendable, Codable {
        /// The types of the events that hold it; empty: every event.
        public var events: [String] = []
        /// Whether the numbers of all such events are added up, rather than those of the last one taken.
        public var sums = false
        /// For each field, its paths.
        public var paths: [Usage.Field: [String]] = [:]
        /// For text: lines with `{input}`, `{cached}`, `{output}`, `{cost}`, `{turns}` where the numbers stand and `*`
        /// for anything; what a line holds is added up.
        public var lines: [String] = []

        /// Nothing is found.
        public init() {}
    }

    /// What a rate limit looks like.
    public struct RateLimitRule: Hashable, Sendable, Codable {
        /// The type of an event that tells of one.
        public var event: String?
        /// What members of that event must hold: path to value.
        public var conditions: [String: String] = [:]
        /// Where its end stands in that event: seconds or milliseconds since 1970, or a date.
        public var until: [String] = []
        /// Parts of error texts that tell of one, whatever their case; `{until}` and `{after}` stand for its end and for
        /// how long it lasts.
        public var texts: [String] = []
        /// How long to wait where no end is given.
        public var wait = Duration.seconds(300)

        /// Nothing is one.
        public init() {}
    }

    /// Its name, by which loop types and settings call it.
    public var name: String
    /// The program and its arguments; `{prompt}` and `{permissions}` stand for what goes there.
    public var arguments: [String]
    /// How the prompt goes in.
    public var prompt: PromptWay
    /// What it writes.
    public var format: Format
    /// The arguments for each of the permissions.
    public var permissionArguments: [Permissions: [String]]
    /// Names of environment variables that are passed through to it.
    public var environment: [String]
    /// Variables that are set for it.
    public var variables: [String: String]
    /// Where usage stands.
    public var usage: UsageRule
    /// What a rate limit looks like.
    public var rateLimit: RateLimitRule
    /// How long it may be silent with nothing changed, where the loop does not say.
    public var idleTimeout: Duration?
    /// How to install it, in a clause.
    public var install: String?

    /// Makes an agent that reads its prompt and writes text.
    public init(
        name: String, arguments: [String], prompt: PromptWay = .stdin, format: Format = .text,
        permissionArguments: [Permissions: [String]] = [:], environment: [String] = [],
        variables: [String: String] = [:], usage: UsageRule = UsageRule(), rateLimit: RateLimitRule = RateLimitRule(),
        idleTimeout: Duration? = nil, install: String? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.prompt = prompt
        self.format = format
        self.permissionArguments = permissionArguments
        self.environment = environment
        self.variables = variables
        self.usage = usage
        self.rateLimit = rateLimit
        self.idleTimeout = idleTimeout
        self.install = install
    }

    /// The program that must be on the search path.
    public var program: String { arguments.first ?? name }

    /// Stands for the prompt, or for the path of the file that holds it.
    public static let promptPlace = "{prompt}"
    /// Stands for the arguments of the permissions.
    public static let permissionsPlace = "{permissions}"

    /// The command line for a prompt, which is `{prompt}` where it is not given.
    ///
    /// Without a place of their own the permissions' arguments stand at the end.
    public func command(_ permissions: Permissions, prompt: String = promptPlace) -> [String] {
        let flags = permissionArguments[permissions] ?? []
        var line = arguments.flatMap { argument in
            switch argument {
            case Self.permissionsPlace: flags
            case Self.promptPlace: [prompt]
            default: [argument]
            }
        }
        if !arguments.contains(Self.permissionsPlace) { line += flags }
        return line
    }
}

/// A loop whose work an agent does.
public struct AgentWork: Hashable, Sendable, Codable {
    /// The agent.
    public var agent: Agent
    /// What it may do.
    public var permissions: Agent.Permissions
    /// The built-in loop in whose place it works: it gives the same outputs.
    public var standsFor: BuiltinLoop?

    /// Makes the work.
    public init(_ agent: Agent, permissions: Agent.Permissions = .safe, standsFor: BuiltinLoop? = nil) {
        self.agent = agent
        self.permissions = permissions
        self.standsFor = standsFor
    }

    /// What runs, for people who are to allow it: variables, arguments, and whether it asks before it acts.
    public var text: String {
        let variables = agent.variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = (variables + agent.command(permissions)).joined(separator: " ")
        return permissions == .bypass ? "\(line)  (permissions: bypass)" : line
    }
}
