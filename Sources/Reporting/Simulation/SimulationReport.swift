public import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
public import Simulating

/// How a run would go: what `simulate PIPELINE --json` gives.
public struct SimulationReport: Codable, Hashable, Sendable {
    /// The pipeline's name.
    public var pipeline: String
    /// The name that the run would have.
    public var run: String
    /// What starts it.
    public var start: Start
    /// What happens, in order.
    public var steps: [Step]
    /// How it ends, or why nothing more happens.
    public var end: End
    /// In the pipeline's order, as they stand at the end.
    public var stages: [Stage]
    /// What the person who asked may want to know.
    public var notes: [String]

    /// What starts a run.
    public struct Start: Codable, Hashable, Sendable {
        /// The event's type, `manual` where a person asks for the run.
        public var event: String
        /// The documents that it is about.
        public var documents: [String]
        /// What the pipeline does with the event, by the outcomes of `why-not`; `null` where a person asks.
        @OrNull public var outcome: String?
        /// One sentence on that.
        @OrNull public var detail: String?
    }

    /// One thing that happens.
    public struct Step: Codable, Hashable, Sendable {
        /// Seconds after the run's start; work takes no time, only waits and time limits do.
        public var seconds: Double
        /// The stages that it is inside, outermost first, where it is of a run that is a try of another: `STAGE`, or
        /// `STAGE/INSTANCE`.
        public var within: [String]
        /// The stage; `null` for the run as a whole.
        @OrNull public var stage: String?
        /// The instance; `null` for the stage as a whole, or its only instance.
        @OrNull public var instance: String?
        /// One of `made waits starts succeeds fails backs_off given_up approved cancelled skipped stage_succeeds
        /// stage_fails paused rolled_back ending ended`.
        public var kind: String
        /// In a clause.
        public var text: String
        /// The attempt that starts or ends.
        @OrNull public var attempt: Int?
        /// The reason of what waits.
        @OrNull public var blockedOn: String?
        /// How many seconds it waits, where that is known.
        @OrNull public var waitSeconds: Double?
        /// Each trigger with its verdict, of what starts or waits.
        public var triggers: [WhyReport.TriggerFinding]
        /// Values that a condition read.
        public var values: [String: String]
        /// What an attempt would run.
        public var work: [String]
        /// What an attempt is given.
        @OrNull public var input: JSON?
        /// What is kept of what an attempt gives.
        @OrNull public var outputs: JSON?
        /// Where the outputs come from: `stated`, `document`, `run`, or `invented`.
        @OrNull public var origin: String?
        /// The kind of failure.
        @OrNull public var errorClass: String?

        private enum CodingKeys: String, CodingKey {
            case seconds, within, stage, instance, kind, text, attempt, triggers, values, work, input, outputs, origin
            case blockedOn = "blocked_on"
            case waitSeconds = "wait_seconds"
            case errorClass = "error_class"
        }
    }

    /// How it ends.
    public struct End: Codable, Hashable, Sendable {
        /// One of `succeeded failed cancelled superseded`, as a run ends; `waiting` where nothing goes on by itself,
        /// `outputs_wanted` where no outputs could be made up, `unfinished` where it went on and on.
        public var status: String
        /// In a sentence.
        public var reason: String
        /// Each part that waits.
        public var waits: [Wait]
    }

    /// A part that waits.
    public struct Wait: Codable, Hashable, Sendable {
        /// The stages that it is inside, outermost first, where it is of a run that is a try of another: `STAGE`, or
        /// `STAGE/INSTANCE`.
        public var within: [String]
        /// The stage; `null` for the run as a whole.
        @OrNull public var stage: String?
        /// The instance; `null` for the stage as a whole, or its only instance.
        @OrNull public var instance: String?
        /// The reason.
        public var blockedOn: String
        /// What exactly it waits for.
        public var detail: String

        private enum CodingKeys: String, CodingKey {
            case within, stage, instance, detail
            case blockedOn = "blocked_on"
        }
    }

    /// A stage at the end.
    public struct Stage: Codable, Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its status.
        public var status: String
        /// How many instances it has.
        public var instances: Int
        /// How many of these have succeeded.
        public var succeeded: Int
        /// How many attempts there were.
        public var attempts: Int
    }

    /// Takes a simulation.
    ///
    /// - Parameter notes: what the caller has to say beside it.
    public init(_ simulation: Simulation, started start: SimulatedStart, notes: [String] = []) {
        let run = simulation.run
        pipeline = run.creation.pipeline.name.rawValue
        self.run = run.id.rawValue
        self.start = Start(
            event: start.event, documents: run.creation.request.documents.map(\.path),
            outcome: start.verdict?.outcome.rawValue, detail: start.verdict?.detail)
        steps = simulation.steps.map { Step($0) }
        end = End(simulation.end)
        stages = run.stages.map { name, stage in
            Stage(
                name: name.rawValue, status: run.status(of: name).rawValue, instances: stage.instances.count,
                succeeded: stage.instances.keys.count { run.status(of: InstanceID(name, $0)) == .succeeded },
                attempts: stage.instances.values.reduce(0) { $0 + $1.past.count })
        }
        self.notes =
            notes
            + simulation.unused.map {
                "nothing came of what was said of \($0): it was never tried, or not often enough"
            }
    }

    /// Whether the run was played to where it ends, or waits.
    public var isComplete: Bool { !["outputs_wanted", "unfinished"].contains(end.status) }
}
