public import GitNames
public import Orchestration
public import Pipelines

/// A run as the archive has it: where its journal ended, and what its refs held.
public struct ArchivedRun: Hashable, Sendable, Codable {
    /// A branch or tag of the run.
    public struct Held: Hashable, Sendable, Codable {
        /// Which.
        public var ref: RefName
        /// What it held.
        public var object: ObjectID

        /// States it.
        public init(ref: RefName, object: ObjectID) {
            self.ref = ref
            self.object = object
        }
    }

    /// Its name.
    public var id: RunID
    /// The last entry of its journal.
    public var journal: ObjectID
    /// How it ended.
    public var status: Run.End.Status
    /// When it ended.
    public var endedAt: Instant
    /// Its tags, then its branches, as the run had put them. They go, save those that somebody moves or checks out.
    public var refs: [Held]

    /// What is to be kept of a run that has ended; `nil` for one that has not.
    public init?(_ run: Run, journal: ObjectID) {
        guard let end = run.end else { return nil }
        id = run.id
        self.journal = journal
        status = end.status
        endedAt = end.at
        let held = run.refs.sorted { $0.key < $1.key }.map { Held(ref: $0.key, object: $0.value) }
        refs = held.filter { $0.ref.branchName == nil } + held.filter { $0.ref.branchName != nil }
    }
}
