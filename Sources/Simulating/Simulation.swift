public import Orchestration
public import Pipelines

/// A run as it would go: the real decisions, with results of attempts that were stated or made up.
public struct Simulation: Hashable, Sendable {
    /// The run as it stands at the end.
    public var run: Run
    /// What happened, in order.
    public var steps: [SimulatedStep]
    /// Why nothing more happens.
    public var end: End
    /// What something was stated for and what was never tried.
    public var unused: [StatedPart]

    /// Why a simulation ends.
    public enum End: Hashable, Sendable {
        /// The run has ended.
        case ended(Run.End)
        /// Nothing goes on by itself: each part that waits for what does not come, and what holds the whole run.
        case waits([Wait])
        /// The part's outputs would have to be stated: none could be made up.
        case outputsWanted(StagePart, reason: String)
        /// It still went on after as many decisions as were to be taken.
        case outOfDecisions
    }

    /// A part of the run that waits.
    public struct Wait: Hashable, Sendable {
        /// Which; `nil` for the run as a whole.
        public var part: StagePart?
        /// What for.
        public var blockedOn: BlockedOn
        /// The stages that it is inside, outermost first, where it is of a run that is a try of another.
        public var within: [StagePart] = []
    }
}

/// A stage, or one instance of it, as a person names it: `build`, `build/linux`.
public struct StagePart: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The stage.
    public var stage: StageName
    /// The instance; `nil` for the stage as a whole, or its only instance.
    public var instance: InstanceName?

    /// Names a part.
    public init(_ stage: StageName, _ instance: InstanceName? = nil) {
        self.stage = stage
        self.instance = instance
    }

    /// The part that an instance is.
    public init(_ id: InstanceID) { self.init(id.stage, id.name == .main ? nil : id.name) }

    /// Reads `STAGE` or `STAGE/INSTANCE`; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), !parts.contains("") else { return nil }
        self.init(StageName(parts[0]), parts.count > 1 ? InstanceName(parts[1]) : nil)
    }

    /// `build`, or `build/linux`.
    public var description: String { instance.map { "\(stage)/\($0)" } ?? stage.rawValue }

    /// Orders by stage, then instance.
    public static func < (left: StagePart, right: StagePart) -> Bool {
        (left.stage, left.instance?.rawValue ?? "") < (right.stage, right.instance?.rawValue ?? "")
    }
}
