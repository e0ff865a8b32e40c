public import Git
public import GitNames
public import JSONValues
public import Pipelines
import Glibc

/// A pass of the loop that was not the last.
public struct IterationResult: Sendable {
    /// From 1.
    public var iteration: Int
    /// The work branch's tip after it.
    public var tip: ObjectID
    /// What happened, in a clause.
    public var verdict: String
    /// What an agent used in it.
    public var usage: Usage?
    /// What keeps the tip's objects until a ref does.
    public var packs: [KeptPack]
}

/// How an attempt ended.
public struct AttemptResult: Sendable {
    /// The ways it can end.
    public enum Outcome: Sendable, Hashable {
        /// The loop ended well; its outputs.
        case finished(JSON)
        case failed(AttemptFailure)
    }

    /// Which.
    public var outcome: Outcome
    /// The work branch's tip.
    public var tip: ObjectID
    /// The tip's tree.
    public var tree: ObjectID
    /// The number of its last pass.
    public var iterations: Int
    /// What the last pass came to, in a clause.
    public var verdict: String
    /// What an agent used in the last pass.
    public var usage: Usage?
    /// Paths that it may not change and has changed, which a person must allow.
    public var breaches: [String]
    /// The captured output as a blob.
    public var log: ObjectID?
    /// Ignored files that are kept with the attempt, as a tree.
    public var artifacts: ObjectID?
    /// Documents of the tip that the base did not have.
    public var documents: [DocumentKey]
    /// What keeps the objects until a ref does.
    public var packs: [KeptPack]
}

/// Why an attempt failed.
public struct AttemptFailure: Error, Sendable, Hashable {
    /// What kind of failure.
    public var errorClass: ErrorClass
    /// One sentence.
    public var message: String
    /// The command's exit code, where it exited.
    public var exitCode: Int?
    /// Stopped from outside.
    public var cancelled: Bool
    /// What has to change before another try, where it is more than time.
    public var blockedOn: BlockedOn.Reason?
    /// When a rate limit ends, where one was reported.
    public var notBefore: Instant?
    /// The agent whose program is not on this machine.
    public var missingAgent: String?

    init(
        _ errorClass: ErrorClass, _ message: String, exitCode: Int? = nil, cancelled: Bool = false,
        blockedOn: BlockedOn.Reason? = nil
    ) {
        self.errorClass = errorClass
        self.message = message
        self.exitCode = exitCode
        self.cancelled = cancelled
        self.blockedOn = blockedOn
    }
}

extension AttemptFailure {
    /// Ended from outside, between two passes.
    static let stopped = AttemptFailure(.interrupted, "the attempt was stopped", cancelled: true)

    /// Nothing failed: the run was paused, and the loop may not make another pass.
    static let held = AttemptFailure(.interrupted, "held between two iterations", blockedOn: .paused)

    /// A system call on the daemon's own files failed with this `errno`.
    init(code: Int32, _ what: String) {
        let isFull = code == ENOSPC || code == EDQUOT
        self.init(
            isFull ? .transient : .failed, "\(what): \(String(cString: strerror(code)))",
            blockedOn: isFull ? .diskLow : nil)
    }
}

extension AttemptFailure {
    /// What a failure of git means for an attempt.
    init(_ error: GitError) {
        switch error.code {
        case .noSpace: self.init(.transient, error.description, blockedOn: .diskLow)
        case .locked: self.init(.transient, error.description)
        case .limitExceeded, .unsupportedRepository, .unsafeOwnership, .notARepository:
            self.init(.config, error.description)
        case .notFound, .exists, .mismatch, .invalid, .corrupt, .os, .conflict, .library:
            self.init(.failed, error.description)
        }
    }
}
