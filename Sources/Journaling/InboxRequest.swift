import Foundation
public import GitNames
public import JSONValues
public import Pipelines

/// What somebody asks of the daemon, through a ref.
public struct InboxRequest: Hashable, Sendable {
    /// The ref's name below the inbox; it says when it was written, and that twice is once.
    public var ulid: String
    /// What is asked for: `pause`, `approve`, `emit`, `hook.post-commit`, …
    public var type: String
    /// Which run it is for.
    public var run: RunID?
    /// Which of its stages.
    public var stage: StageName?
    /// Which of the stage's instances.
    public var instance: InstanceName?
    /// The tree that was reviewed, for an approval.
    public var tree: ObjectID?
    /// Whatever else belongs to a request of that type.
    public var data: JSON?
    /// The part of a run that asks, where a command of a stage does.
    public var cause: Cause?
    /// Who asks; where the request does not say, the commit's author.
    public var by: String
    /// When; where the request does not say, as its ULID has it.
    public var at: Instant

    /// A part of a run, by its names.
    public struct Cause: Hashable, Sendable, Codable {
        /// The run.
        public var run: RunID
        /// The stage.
        public var stage: StageName?
        /// The instance.
        public var instance: InstanceName?

        /// Names a part of a run.
        public init(run: RunID, stage: StageName? = nil, instance: InstanceName? = nil) {
            self.run = run
            self.stage = stage
            self.instance = instance
        }
    }

    /// States a request.
    public init(
        ulid: String, type: String, run: RunID? = nil, stage: StageName? = nil, instance: InstanceName? = nil,
        tree: ObjectID? = nil, data: JSON? = nil, cause: Cause? = nil, by: String, at: Instant
    ) {
        self.ulid = ulid
        self.type = type
        self.run = run
        self.stage = stage
        self.instance = instance
        self.tree = tree
        self.data = data
        self.cause = cause
        self.by = by
        self.at = at
    }
}

extension InboxRequest: Codable {
    /// A request's message is one JSON object.
    ///
    /// Members that it need not have may be missing or null; unknown ones are passed over.
    init(ulid: String, message: some Collection<UInt8>, author: String, at: Instant) throws(UnreadableText) {
        let body: Body
        do { body = try JSONDecoder().decode(Body.self, from: Data(message)) } catch let error as DecodingError {
            throw UnreadableText(error)
        } catch {
            throw UnreadableText(reason: "\(error)")
        }
        guard !body.type.isEmpty else { throw UnreadableText(reason: "'type' is empty") }
        self.init(
            ulid: ulid, type: body.type, run: body.run, stage: body.stage, instance: body.instance, tree: body.tree,
            data: body.data, cause: body.cause, by: body.by ?? author, at: body.at ?? at)
    }

    /// The message: all but the ULID, on one line.
    var message: String {
        get throws {
            let body = Body(
                type: type, run: run, stage: stage, instance: instance, tree: tree, data: data, cause: cause,
                by: by, at: at)
            return String(decoding: try JSONEncoder.sorted().encode(body), as: UTF8.self)
        }
    }

    private struct Body: Codable {
        var type: String
        var run: RunID?
        var stage: StageName?
        var instance: InstanceName?
        var tree: ObjectID?
        var data: JSON?
        var cause: Cause?
        var by: String?
        var at: Instant?
    }
}
