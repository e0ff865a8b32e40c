public import GitNames
public import JSONValues
public import Pipelines

/// All that one attempt needs to know.
public struct AttemptSpec: Sendable {
    /// The fencing token.
    public var attempt: AttemptID
    /// The run it belongs to.
    public var run: RunID
    /// The run's pipeline.
    public var pipeline: PipelineName
    /// The run branch's tip that it started from.
    public var base: ObjectID
    /// The commit that its work tree holds at first: the base, or what an earlier attempt had made on it.
    public var from: ObjectID
    /// How many passes the loop had made there, where an earlier attempt was held; 0 when it begins anew.
    public var before = 0
    /// The branch that is checked out in it.
    public var workBranch: RefName
    /// How it works.
    public var loop: LoopType
    /// What it is given.
    public var input: JSON
    /// The paths of the run's documents, in order.
    public var documents: [String]
    /// A bound on the attempt.
    public var timeout: Duration?
    /// The trailers of the commits made for it, less the iteration's.
    public var trailers: [String]
    /// Who makes its commits.
    public var identity: Identity
    /// Where spec, plan and phase documents are.
    public var globs: Settings.Documents
    /// What is masked and kept out of its commits.
    public var secrets = Settings.Secrets()
    /// How many bytes of the disk must be free before a work tree is laid out.
    public var diskFloor: Int64 = 0
    /// What ended the attempt before this one, where its loop can make something of it.
    public var previous: Previous?
    /// Why outputs are not what the stage must give; `nil` for those that are.
    public var check: (@Sendable (JSON) -> String?)?

    /// A failure of an earlier attempt.
    public struct Previous: Sendable, Hashable {
        /// What kind.
        public var errorClass: ErrorClass
        /// One sentence.
        public var message: String
        /// The exit code, where there was one.
        public var exitCode: Int?

        /// States a failure.
        public init(_ errorClass: ErrorClass, _ message: String, exitCode: Int? = nil) {
            self.errorClass = errorClass
            self.message = message
            self.exitCode = exitCode
        }
    }

    /// States an attempt.
    public init(
        attempt: AttemptID, run: RunID, pipeline: PipelineName, base: ObjectID, workBranch: RefName, loop: LoopType,
        input: JSON, documents: [String], timeout: Duration?, trailers: [String], identity: Identity,
        globs: Settings.Documents
    ) {
        self.attempt = attempt
        self.run = run
        self.pipeline = pipeline
        self.base = base
        from = base
        self.workBranch = workBranch
        self.loop = loop
        self.input = input
        self.documents = documents
        self.timeout = timeout
        self.trailers = trailers
        self.identity = identity
        self.globs = globs
    }
}
