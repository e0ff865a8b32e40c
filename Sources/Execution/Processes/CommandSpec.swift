/// One command to run: what it is, what it sees, and how long it may take.
///
/// It starts in a session of its own, with default signal dispositions, with the descriptors 0 to 2 and no others, and
/// with exactly this environment. (Where there are no cgroups, `TASKDAEMON_TREE` is added: a later daemon finds what a
/// killed one left by it.)
public struct CommandSpec: Sendable {
    /// What is run: the program, found by `PATH` of `environment` unless it holds a slash, and its arguments.
    public var arguments: [String]
    /// The whole environment.
    public var environment: [String: String]
    /// The working directory.
    public var directory: String
    /// What it reads from its standard input, followed by the end of file; the null device if empty.
    public var input: [UInt8]
    /// How long it may run in all.
    public var timeout: Duration?
    /// How long it may write nothing.
    public var idleTimeout: Duration?
    /// Asked when `idleTimeout` has passed; if it says true, the idle time begins anew.
    ///
    /// For signs of life other than output: files that changed.
    public var isActive: (@Sendable () async -> Bool)?
    /// How long the tree has between TERM and KILL.
    public var grace: Duration

    /// A command with a program and arguments.
    public init(
        arguments: [String], environment: [String: String], directory: String, input: [UInt8] = [],
        timeout: Duration? = nil, idleTimeout: Duration? = nil, isActive: (@Sendable () async -> Bool)? = nil,
        grace: Duration = .seconds(5)
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.timeout = timeout
        self.idleTimeout = idleTimeout
        self.isActive = isActive
        self.grace = grace
    }

    /// The arguments that run a script with the shell.
    public static func shell(_ script: String) -> [String] {
        ["/bin/sh", "-c", script]
    }
}
