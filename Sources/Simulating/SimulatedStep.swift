public import JSONValues
public import Orchestration
public import Pipelines

/// One thing that happens in a simulated run.
public struct SimulatedStep: Hashable, Sendable {
    /// How long after the run's start. How long work takes is not known: only waits and time limits take time.
    public var after: Duration
    /// What it is about; `nil` for the run as a whole.
    public var part: StagePart?
    /// What happens.
    public var what: What
    /// The stages that it is inside, outermost first, where it is of a run that is a try of another.
    public var within: [StagePart] = []

    /// What can happen.
    public enum What: Hashable, Sendable {
        /// An event or an item of a list makes an instance.
        case made(by: String)
        /// It cannot start: why, and what each trigger says.
        case waits(BlockedOn, [TriggerReport])
        /// An attempt starts.
        case starts(Start)
        /// It ends well, with what is kept of its outputs.
        case succeeds(attempt: Int, outputs: JSON, OutputOrigin)
        case fails(attempt: Int, Failure)
        /// It will be tried again so much later.
        case backsOff(Duration)
        /// It is not tried again.
        case givenUp(Failure)
        /// A person would have to approve it; here that is taken as given.
        case approved
        case cancelled
        /// The stage's `when` is false, and the values in it.
        case skipped(reason: String, values: [String: String])
        case stageSucceeds
        case stageFails(reason: String)
        /// A person would have to let the run go on.
        case paused(detail: String)
        case rolledBack(to: String, reason: String)
        case ending(by: String)
        /// How the run ends is decided, and what closes it begins.
        case closing(Run.End.Status, reason: String)
        case ended(Run.End.Status, reason: String)
    }

    /// The start of an attempt.
    public struct Start: Hashable, Sendable {
        /// Which attempt.
        public var attempt: Int
        /// What each trigger said.
        public var triggers: [TriggerReport]
        /// What the loop is given.
        public var input: JSON
        /// What would be run, in order: command lines, or a built-in loop's name.
        public var work: [String]
    }
}

/// Where the outputs of a simulated attempt come from.
public enum OutputOrigin: String, Hashable, Sendable, CaseIterable {
    /// They were stated for it.
    case stated
    /// A built-in loop gives them for the document that the run is about.
    case document
    /// The pipeline that the stage uses gives them.
    case run
    /// They were made up to fit the stage's mapping and schema.
    case invented
}
