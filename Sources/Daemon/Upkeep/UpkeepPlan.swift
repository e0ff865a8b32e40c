/// What upkeep would remove or pack, each with its size and reason.
public struct UpkeepPlan: Hashable, Sendable, Codable {
    /// One thing.
    public struct Item: Hashable, Sendable, Codable {
        /// What kinds of things there are.
        public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
            /// A lock file that a killed process of ours left in the repository.
            case lock
            /// A work tree that a killed daemon had in use.
            case workTree = "work_tree"
            /// Live logs of a run that has ended; the journal has what is kept of them.
            case logs
            /// A run that goes into the archive.
            case run
            /// Small packs that become one.
            case packs
        }

        /// Which.
        public var kind: Kind
        /// A path or a run's name.
        public var name: String
        /// What it takes on the disk; of a run its refs only, since the archive keeps the rest.
        public var bytes: Int64
        /// Why it may go.
        public var reason: String
    }

    /// In the order in which they are dealt with.
    public var items: [Item]

    /// All of them together.
    public var bytes: Int64 { items.reduce(0) { $0 + $1.bytes } }
}
