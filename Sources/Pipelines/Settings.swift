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

    /// What nobody may see.
    public struct Secrets: Hashable, Sendable, Codable {
        /// Names of environment variables whose values are secret, besides those that a loop's `env` passes on and
        /// whose names say so.
        public var names: [String] = []
        /// Globs of paths whose files may hold what looks like a key; values of secrets are never allowed.
        public var allow: [String] = []

        /// The defaults.
        public init() {}

        /// What both keep secret, and what both allow.
        public func union(_ other: Secrets) -> Secrets {
            var all = self
            all.names += other.names.filter { !names.contains($0) }
            all.allow += other.allow.filter { !allow.contains($0) }
            return all
        }
    }

    /// What may run of what arrives from elsewhere.
    public enum Trust: String, Hashable, Sendable, Codable, CaseIterable {
        /// Only commands in commits that this user made here, and those shown by `trust`.
        case local
        /// Everything on the watched branches.
        case workspace
        /// Only commits and requests with a good signature of a key that the user names.
        case signed
        /// Only commands shown by `trust`, whoever made them and wherever.
        case content
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
    /// The file that names the SSH keys whose signatures count; of the user's own config alone, and relative to that.
    public var allowedSigners: String?
    /// The same for OpenPGP keys, as `gpg --export` writes them.
    public var allowedPGPKeys: String?
    /// Default `process`.
    public var durability = Durability.process
    /// How many attempts run at once over all runs; at least 1, default 64.
    public var maxParallel = 64
    /// How many attempts of the stages that name a limit run at once over all runs; of several layers the smallest counts.
    public var limits: [LimitName: Int] = [:]
    /// How many finished runs stay outside the archive; default 1000.
    public var keepRuns = 1000
    /// For how many days after its end a run stays outside the archive; default 90.
    public var keepDays = 90
    /// How long, in all, an attempt may be put off by transient failures that are not counted; default a day.
    public var transientLimit = Duration.seconds(86_400)
    /// What is masked and kept out of commits; every layer adds to it.
    public var secrets = Secrets()
    /// How many bytes of the disk must be free before a work tree is laid out; default 1 GB. The user's config alone.
    public var diskFloor: Int64 = 1_000_000_000
    /// What all runs on this machine may use in a day before they are paused. The user's config alone.
    public var dailyBudget = Budget()
    /// Whether a hook starts the daemon when none runs; default false.
    public var startFromHooks = false
    /// The coding agent that the built-in loop types call; `nil` for none.
    public var agent: String?
    /// Where work trees and live logs are, in place of the state directory; the user's config alone.
    public var machineDirectory: String?

    /// The defaults.
    public init() {}
}
