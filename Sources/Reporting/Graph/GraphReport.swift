/// A pipeline as a picture's parts, with a run's states where it is one's: what `graph --format json` gives.
public struct GraphReport: Codable, Hashable, Sendable {
    /// The pipeline's name.
    public var pipeline: String
    /// For people; may be empty.
    public var description: String
    /// The run whose states these are.
    @OrNull public var run: String?
    /// The run's status.
    @OrNull public var status: String?
    /// Event types that start a run, each with its filter.
    public var starts: [String]
    /// In the pipeline's order.
    public var stages: [Node]
    /// What leads to each stage.
    public var edges: [Edge]

    /// A stage.
    public struct Node: Codable, Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The list that it is in, where it closes a run: `on_failure` or `finally`.
        @OrNull public var closing: String?
        /// Its loop type's name; the pipeline's where it uses one.
        public var loop: String
        /// Whether it uses a pipeline.
        public var usesPipeline: Bool
        /// What it makes an instance for: an event's type or a list's expression; `null` where it does not fan out.
        @OrNull public var fansOut: String?
        /// The names of its instances, where the list is one that the pipeline alone tells.
        public var items: [String]
        /// How many instances may run at once.
        public var parallelInstances: Int
        /// Whether a person must approve it.
        public var approval: Bool
        /// The condition without which it is skipped.
        @OrNull public var when: String?
        /// In a run, its status.
        @OrNull public var status: String?
        /// In a run, its instances.
        public var instances: [Instance]

        private enum CodingKeys: String, CodingKey {
            case name, closing, loop, approval, when, status, instances, items
            case fansOut = "fans_out"
            case parallelInstances = "parallel_instances"
            case usesPipeline = "uses_pipeline"
        }
    }

    /// An instance in a run.
    public struct Instance: Codable, Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its status.
        public var status: String
    }

    /// What one trigger makes of two stages.
    public struct Edge: Codable, Hashable, Sendable {
        /// The stage that it comes from; `null` for the run's start.
        @OrNull public var from: String?
        /// The stage that it leads to.
        public var to: String
        /// What must hold.
        public var label: String
        /// Whether one of several such edges is enough.
        public var alternative: Bool
    }
}
