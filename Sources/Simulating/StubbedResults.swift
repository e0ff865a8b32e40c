public import JSONValues
public import Pipelines

/// What attempts of a simulation come to, where a person has said so.
///
/// What is said of an instance counts before what is said of its stage.
public struct StubbedResults: Sendable {
    /// How attempts of a part are to fail.
    public struct Failing: Hashable, Sendable {
        /// The kind of failure; `timeout` takes as long as the limit that is reached.
        public var errorClass: ErrorClass
        /// Only so many, from the first on; `nil` for all.
        public var count: Int?

        /// States it.
        public init(_ errorClass: ErrorClass, count: Int? = nil) {
            self.errorClass = errorClass
            self.count = count
        }
    }

    /// What loops give, before the stage's output mapping.
    public var outputs: [StagePart: JSON]
    /// What is to fail.
    public var failures: [StagePart: Failing]
    /// Documents that the run is about, by path.
    public var files: [String: [UInt8]]

    /// States it.
    public init(
        outputs: [StagePart: JSON] = [:], failures: [StagePart: Failing] = [:], files: [String: [UInt8]] = [:]
    ) {
        self.outputs = outputs
        self.failures = failures
        self.files = files
    }

    /// Everything that something is said of.
    var parts: Set<StagePart> { Set(outputs.keys).union(failures.keys) }

    /// The part of these under which something is said of an instance.
    static func part<Value>(for id: InstanceID, in stated: [StagePart: Value]) -> StagePart? {
        [StagePart(id.stage, id.name), StagePart(id.stage)].first { stated[$0] != nil }
    }
}

extension Stage {
    /// After how long an attempt that never ends by itself is ended; `nil` where nothing bounds it.
    public var longestAttempt: Duration? {
        let passes = loop.iterationTimeout.map { $0 * min(max(1, loop.maxIterations), 1_000_000) }
        return [timeout, passes, loop.idleTimeout].compactMap(\.self).min()
    }
}
