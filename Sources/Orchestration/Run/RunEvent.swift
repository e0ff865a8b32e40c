public import GitNames
public import JSONValues
public import Pipelines

/// What has happened to a run; the run's state is a fold over these.
public enum RunEvent: Hashable, Sendable {
    case created(RunCreated)
    /// A ref shall move; published before it does.
    case moved(RefMove)
    /// Moves that were stated earlier and are known to have happened.
    case landed([RefName])
    case requestTaken(RequestTaken)
    case instanceAdded(InstanceAdded)
    case stageSkipped(StageSkipped)
    case partSkipped(PartSkipped)
    case attemptStarted(AttemptStarted)
    case iterationEnded(IterationEnded)
    case attemptEnded(AttemptEnded)
    case attemptLeft(AttemptLeft)
    case retryScheduled(RetryScheduled)
    case waitEnded(WaitEnded)
    case agentMissing(AgentMissing)
    case agentFound(AgentFound)
    case instanceFailed(InstanceFailed)
    case instanceIntegrated(InstanceIntegrated)
    case integrationRejected(IntegrationRejected)
    case integrationsWithdrawn(IntegrationsWithdrawn)
    case stageSucceeded(StageSucceeded)
    case stageFailed(StageFailed)
    case dayUsedUp(DayUsedUp)
    case paused(Paused)
    case pausePlanned(PausePlanned)
    case resumed(Resumed)
    case trusted(Trusted)
    case adopted(Adopted)
    case checkedOut(CheckedOut)
    case cancelRequested(CancelRequested)
    case rejected(Rejected)
    case instanceCancelled(InstanceCancelled)
    case predecessorEnded(PredecessorEnded)
    case rolledBack(RolledBack)
    case amended(Amended)
    case retried(Retried)
    case instanceApproved(InstanceApproved)
    case approvalCompared(ApprovalCompared)
    case sentBack(SentBack)
    case accepted(Accepted)
    case closingBegan(Closing)
    case acceptUndone(AcceptUndone)
    case acceptReverted(AcceptReverted)
    case restored(Restored)
    case ended(Ended)
}

/// A request through the inbox, so that taking it twice is once.
public struct RequestTaken: Hashable, Sendable, Codable {
    /// The inbox ref's name.
    public var ulid: String
    /// What was asked for.
    public var request: String
    /// Who asked.
    public var by: String
    /// When it was taken.
    public var at: Instant
    /// Why nothing came of it, where nothing did.
    public var refused: String?
}

/// An event or item has made an instance.
public struct InstanceAdded: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
    /// The event it was made for.
    public var event: Event?
    /// The item of `for_each` it was made for.
    public var item: JSON?
}

/// The stage will not run: its `when` was false, or all of its instances are skipped.
public struct StageSkipped: Hashable, Sendable, Codable {
    /// Which stage.
    public var stage: StageName
    /// The condition and its values, or what was said of the instances.
    public var reason: String
}
