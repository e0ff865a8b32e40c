import GitNames

extension RunEvent: Codable {
    /// The event's type as the journal writes it; these texts are a format and never change their meaning.
    private enum Kind: String, Codable {
        case created = "run.created"
        case moved = "ref.moved"
        case landed = "refs.landed"
        case requestTaken = "request.taken"
        case instanceAdded = "instance.added"
        case stageSkipped = "stage.skipped"
        case partSkipped = "part.skipped"
        case attemptStarted = "attempt.started"
        case iterationEnded = "iteration.ended"
        case attemptEnded = "attempt.ended"
        case attemptLeft = "attempt.left"
        case retryScheduled = "retry.scheduled"
        case waitEnded = "wait.ended"
        case agentMissing = "agent.missing"
        case agentFound = "agent.found"
        case instanceFailed = "instance.failed"
        case instanceIntegrated = "instance.integrated"
        case integrationRejected = "integration.rejected"
        case integrationsWithdrawn = "integrations.withdrawn"
        case stageSucceeded = "stage.succeeded"
        case stageFailed = "stage.failed"
        case dayUsedUp = "budget.day_used_up"
        case paused = "run.paused"
        case pausePlanned = "pause.planned"
        case resumed = "run.resumed"
        case trusted = "run.trusted"
        case adopted = "run.adopted"
        case checkedOut = "branch.checked_out"
        case cancelRequested = "run.cancel_requested"
        case rejected = "run.rejected"
        case instanceCancelled = "instance.cancelled"
        case predecessorEnded = "predecessor.ended"
        case rolledBack = "run.rolled_back"
        case amended = "branch.amended"
        case retried = "run.retried"
        case instanceApproved = "instance.approved"
        case approvalCompared = "approval.compared"
        case sentBack = "work.sent_back"
        case accepted = "run.accepted"
        case closingBegan = "closing.began"
        case acceptUndone = "accept.undone"
        case acceptReverted = "accept.reverted"
        case restored = "run.restored"
        case ended = "run.ended"
    }

    private enum Key: String, CodingKey {
        case type
        case refs
    }

    /// Reads an object whose `type` says which event its other members are.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Kind.self, forKey: .type) {
        case .created: self = .created(try RunCreated(from: decoder))
        case .moved: self = .moved(try RefMove(from: decoder))
        case .landed: self = .landed(try container.decode([RefName].self, forKey: .refs))
        case .requestTaken: self = .requestTaken(try RequestTaken(from: decoder))
        case .instanceAdded: self = .instanceAdded(try InstanceAdded(from: decoder))
        case .stageSkipped: self = .stageSkipped(try StageSkipped(from: decoder))
        case .partSkipped: self = .partSkipped(try PartSkipped(from: decoder))
        case .attemptStarted: self = .attemptStarted(try AttemptStarted(from: decoder))
        case .iterationEnded: self = .iterationEnded(try IterationEnded(from: decoder))
        case .attemptEnded: self = .attemptEnded(try AttemptEnded(from: decoder))
        case .attemptLeft: self = .attemptLeft(try AttemptLeft(from: decoder))
        case .retryScheduled: self = .retryScheduled(try RetryScheduled(from: decoder))
        case .waitEnded: self = .waitEnded(try WaitEnded(from: decoder))
        case .agentMissing: self = .agentMissing(try AgentMissing(from: decoder))
        case .agentFound: self = .agentFound(try AgentFound(from: decoder))
        case .instanceFailed: self = .instanceFailed(try InstanceFailed(from: decoder))
        case .instanceIntegrated: self = .instanceIntegrated(try InstanceIntegrated(from: decoder))
        case .integrationRejected: self = .integrationRejected(try IntegrationRejected(from: decoder))
        case .integrationsWithdrawn: self = .integrationsWithdrawn(try IntegrationsWithdrawn(from: decoder))
        case .stageSucceeded: self = .stageSucceeded(try StageSucceeded(from: decoder))
        case .stageFailed: self = .stageFailed(try StageFailed(from: decoder))
        case .dayUsedUp: self = .dayUsedUp(try DayUsedUp(from: decoder))
        case .paused: self = .paused(try Paused(from: decoder))
        case .pausePlanned: self = .pausePlanned(try PausePlanned(from: decoder))
        case .resumed: self = .resumed(try Resumed(from: decoder))
        case .trusted: self = .trusted(try Trusted(from: decoder))
        case .adopted: self = .adopted(try Adopted(from: decoder))
        case .checkedOut: self = .checkedOut(try CheckedOut(from: decoder))
        case .cancelRequested: self = .cancelRequested(try CancelRequested(from: decoder))
        case .rejected: self = .rejected(try Rejected(from: decoder))
        case .instanceCancelled: self = .instanceCancelled(try InstanceCancelled(from: decoder))
        case .predecessorEnded: self = .predecessorEnded(try PredecessorEnded(from: decoder))
        case .rolledBack: self = .rolledBack(try RolledBack(from: decoder))
        case .amended: self = .amended(try Amended(from: decoder))
        case .retried: self = .retried(try Retried(from: decoder))
        case .instanceApproved: self = .instanceApproved(try InstanceApproved(from: decoder))
        case .approvalCompared: self = .approvalCompared(try ApprovalCompared(from: decoder))
        case .sentBack: self = .sentBack(try SentBack(from: decoder))
        case .accepted: self = .accepted(try Accepted(from: decoder))
        case .closingBegan: self = .closingBegan(try Closing(from: decoder))
        case .acceptUndone: self = .acceptUndone(try AcceptUndone(from: decoder))
        case .acceptReverted: self = .acceptReverted(try AcceptReverted(from: decoder))
        case .restored: self = .restored(try Restored(from: decoder))
        case .ended: self = .ended(try Ended(from: decoder))
        }
    }

    /// Writes the payload's members and `type` into one object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let (kind, payload) = form
        try container.encode(kind, forKey: .type)
        if case .landed(let refs) = self { try container.encode(refs, forKey: .refs) }
        try payload?.encode(to: encoder)
    }

    private var form: (Kind, (any Encodable)?) {
        switch self {
        case .created(let payload): (.created, payload)
        case .moved(let payload): (.moved, payload)
        case .landed: (.landed, nil)
        case .requestTaken(let payload): (.requestTaken, payload)
        case .instanceAdded(let payload): (.instanceAdded, payload)
        case .stageSkipped(let payload): (.stageSkipped, payload)
        case .partSkipped(let payload): (.partSkipped, payload)
        case .attemptStarted(let payload): (.attemptStarted, payload)
        case .iterationEnded(let payload): (.iterationEnded, payload)
        case .attemptEnded(let payload): (.attemptEnded, payload)
        case .attemptLeft(let payload): (.attemptLeft, payload)
        case .retryScheduled(let payload): (.retryScheduled, payload)
        case .waitEnded(let payload): (.waitEnded, payload)
        case .agentMissing(let payload): (.agentMissing, payload)
        case .agentFound(let payload): (.agentFound, payload)
        case .instanceFailed(let payload): (.instanceFailed, payload)
        case .instanceIntegrated(let payload): (.instanceIntegrated, payload)
        case .integrationRejected(let payload): (.integrationRejected, payload)
        case .integrationsWithdrawn(let payload): (.integrationsWithdrawn, payload)
        case .stageSucceeded(let payload): (.stageSucceeded, payload)
        case .stageFailed(let payload): (.stageFailed, payload)
        case .dayUsedUp(let payload): (.dayUsedUp, payload)
        case .paused(let payload): (.paused, payload)
        case .pausePlanned(let payload): (.pausePlanned, payload)
        case .resumed(let payload): (.resumed, payload)
        case .trusted(let payload): (.trusted, payload)
        case .adopted(let payload): (.adopted, payload)
        case .checkedOut(let payload): (.checkedOut, payload)
        case .cancelRequested(let payload): (.cancelRequested, payload)
        case .rejected(let payload): (.rejected, payload)
        case .instanceCancelled(let payload): (.instanceCancelled, payload)
        case .predecessorEnded(let payload): (.predecessorEnded, payload)
        case .rolledBack(let payload): (.rolledBack, payload)
        case .amended(let payload): (.amended, payload)
        case .retried(let payload): (.retried, payload)
        case .instanceApproved(let payload): (.instanceApproved, payload)
        case .approvalCompared(let payload): (.approvalCompared, payload)
        case .sentBack(let payload): (.sentBack, payload)
        case .accepted(let payload): (.accepted, payload)
        case .closingBegan(let payload): (.closingBegan, payload)
        case .acceptUndone(let payload): (.acceptUndone, payload)
        case .acceptReverted(let payload): (.acceptReverted, payload)
        case .restored(let payload): (.restored, payload)
        case .ended(let payload): (.ended, payload)
        }
    }
}
