public import GitNames
public import JSONValues

/// A stage of a run.
public struct StageRun: Hashable, Sendable, Codable {
    /// Where it stands.
    public enum Progress: Hashable, Sendable, Codable {
        /// → succeeded, failed, skipped
        case open
        /// → open, by a rollback or a retry
        case succeeded(Checkpoint)
        /// → open, by a rollback or a retry
        case failed
        /// → open, by a rollback or a retry from it or a stage before it
        case skipped(Skip)
    }

    /// The tag that a finished stage left.
    public struct Checkpoint: Hashable, Sendable, Codable {
        /// Unique in the run.
        public var number: Int
        /// The commit it stands on.
        public var commit: ObjectID
        /// The last integration below it; `nil` when nothing had been integrated.
        public var integration: ObjectID?
        /// The stage's outputs.
        public var outputs: JSON
    }

    /// Where it stands.
    public internal(set) var progress = Progress.open
    /// What was used in it.
    public internal(set) var account = Account()
    /// What a person has said of its work, which all its attempts are told until it has succeeded.
    public internal(set) var feedback: String?
    /// In the order they were made.
    public internal(set) var instances = InstanceTable()

    /// The checkpoint of a stage that succeeded.
    public var checkpoint: Checkpoint? {
        if case .succeeded(let checkpoint) = progress { checkpoint } else { nil }
    }
}
