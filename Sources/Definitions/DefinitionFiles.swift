/// The files below `.taskdaemon/`, as the caller read them from a commit or from a working tree.
public struct DefinitionFiles: Hashable, Sendable {
    /// Paths relative to `.taskdaemon/`, with their contents: `config.yml`, `pipelines/*` and `loops/*` (`.yml`, `.yaml`, `.json`),
    /// `agents/*.yml`, `prompts/*.md`, `schemas/*.json`. Others are not looked at.
    public var files: [String: [UInt8]]

    /// Takes the files.
    public init(files: [String: [UInt8]] = [:]) { self.files = files }

    /// What stands before each path in diagnostics.
    static let folder = ".taskdaemon/"

    /// Whether a path below `.taskdaemon/` is a definition, by its name: worth being read from a commit.
    public static func isDefinition(_ path: String) -> Bool {
        [".yml", ".yaml", ".json"].contains(where: path.hasSuffix)
            || path.hasPrefix("prompts/") && path.hasSuffix(".md")
    }

    /// The files directly in a folder, their paths from the workspace's root.
    func files(in folder: String, _ suffixes: String...) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for (path, bytes) in files where path.hasPrefix(folder) && suffixes.contains(where: path.hasSuffix) {
            guard !path.dropFirst(folder.count).contains("/") else { continue }
            found[Self.folder + path] = bytes
        }
        return found
    }
}

/// The files that come with the program, each by its name without a folder: `taskdaemon.yml`.
public struct BuiltInFiles: Hashable, Sendable {
    /// Pipelines.
    public var pipelines: [String: [UInt8]] { didSet { readings = BuiltInReadings() } }
    /// Loop types.
    public var loops: [String: [UInt8]] { didSet { readings = BuiltInReadings() } }
    /// JSON Schemas.
    public var schemas: [String: [UInt8]] { didSet { readings = BuiltInReadings() } }
    /// Coding agents.
    public var agents: [String: [UInt8]] { didSet { readings = BuiltInReadings() } }
    /// The agents of the user's own config directory, over those that come with the program.
    public var userAgents: [String: [UInt8]] = [:] { didSet { readings = BuiltInReadings() } }
    /// Prompts that loop types name.
    public var prompts: [String: [UInt8]] { didSet { readings = BuiltInReadings() } }
    /// What was read of them, which all copies share until one of them is changed.
    private(set) var readings = BuiltInReadings()

    /// Takes the files.
    public init(
        pipelines: [String: [UInt8]] = [:], loops: [String: [UInt8]] = [:], schemas: [String: [UInt8]] = [:],
        agents: [String: [UInt8]] = [:], prompts: [String: [UInt8]] = [:]
    ) {
        self.pipelines = pipelines
        self.loops = loops
        self.schemas = schemas
        self.agents = agents
        self.prompts = prompts
    }

    /// The files with what stands before their names in diagnostics.
    static func paths(_ files: [String: [UInt8]], in folder: String) -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: files.map { ("built-in/\(folder)/\($0.key)", $0.value) })
    }
}
