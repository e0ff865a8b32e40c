/// The settings of one workspace, after all layers.
public struct Settings: Hashable, Sendable, Codable {
    /// Where plans, specs and phases are: globs over paths.
    public struct Documents: Hashable, Sendable, Codable {
        /// Default `plans/**/*.md`.
        public var plan = "plans/**/*.md"
        /// Default `specs/**/*.md`.
        public var spec = "specs/**/*.md"
        /// Default `phases/**/*.md`.
        public var phase = "phases/**/*.md"

        /// The defaults.
        public init() {}
    }

    /// What may run of what arrives from elsewhere.
    public enum Trust: String, Hashable, Sendable, Codable, CaseIterable {
        /// Only commands in commits that this user made here, and those shown by `trust`.
        case local
        /// Everything on the watched branches.
        case workspace
    }

    /// What is promised of an acknowledged entry.
    public enum Durability: String, Hashable, Sendable, Codable, CaseIterable {
        /// It survives the death of any process.
        case process
        /// It survives a power cut.
        case power
    }

    /// Before the short name of every branch that the daemon makes; ends in a slash.
    public var branchPrefix = "taskdaemon/"
    /// Globs of the branches that are watched; empty means all.
    public var watch: [String] = []
    /// Where documents are.
    public var documents = Documents()
    /// Read from the user's own config alone.
    public var trust = Trust.local
    /// Default `process`.
    public var durability = Durability.process
    /// How many attempts run at once over all runs; at least 1, default 64.
    public var maxParallel = 64
    /// How many finished runs stay outside the archive; default 1000.
    public var keepRuns = 1000
    /// For how many days after its end a run stays outside the archive; default 90.
    public var keepDays = 90
    /// How long, in all, an attempt may be put off by transient failures that are not counted; default a day.
    public var transientLimit = Duration.seconds(86_400)
    /// Whether a hook starts the daemon when none runs; default false.
    public var startFromHooks = false
    /// The coding agent that the built-in loop types call; `nil` for none.
    public var agent: String?
    /// Where work trees and live logs are, in place of the state directory; the user's config alone.
    public var machineDirectory: String?

    /// The defaults.
    public init() {}
}
