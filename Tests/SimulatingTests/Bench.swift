import Definitions
import Documents
import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Simulating
import Templates
import Testing

/// Simulations of pipelines that are written as a person writes them.
enum Bench {
    /// 2026-01-02T03:04:05Z.
    static let start = Instant(milliseconds: 1_767_323_045_000)

    /// A pipeline from its text, or a built-in one by its name.
    static func pipeline(_ text: String = "", beside others: [String: String] = [:]) throws -> Pipeline {
        var files = others.map { ("pipelines/\($0.key).yml", Array("name: \($0.key)\n\($0.value)".utf8)) }
        if !text.isEmpty { files.append(("pipelines/sample.yml", Array(("name: sample\n" + text).utf8))) }
        let loaded = Definitions.load(
            DefinitionFiles(files: Dictionary(files) { $1 }),
            builtIn: BuiltInFiles(
                pipelines: Templates.pipelines, loops: Templates.loops, schemas: Templates.schemas,
                agents: Templates.agents, prompts: Templates.prompts))
        let problems = loaded.diagnostics.filter { $0.severity == .error }
        #expect(problems.isEmpty, "\(problems.map(\.message))")
        let found = loaded.pipeline(text.isEmpty ? "taskdaemon" : "sample")
        return try #require(found)
    }

    static func place() throws -> SimulatedStart.Place {
        SimulatedStart.Place(
            commit: try #require(ObjectID(hex: String(repeating: "b", count: 40))), branch: "main", author: "Ada",
            at: start)
    }

    /// A plan with the specs of the example.
    static let plan = Templates.scaffold["examples/plan.md"] ?? []

    static func play(
        _ pipeline: Pipeline, by cause: SimulatedStart.Cause = .manual(inputs: [:]),
        with results: StubbedResults = StubbedResults(), limit: Int = Simulation.mostDecisions
    ) throws -> Simulation {
        .play(SimulatedStart(of: pipeline, by: cause, in: try place()).created, with: results, limit: limit)
    }

    /// The reference pipeline on the example plan.
    static func reference(_ results: StubbedResults = StubbedResults()) throws -> Simulation {
        var results = results
        results.files["plans/greeter.md"] = plan
        let document = try SimulatedDocument(plan, kind: .plan, path: "plans/greeter.md")
        return try play(try pipeline(), by: .documents([document]), with: results)
    }
}

extension Simulation {
    /// What happened to a part, as words.
    func story(_ part: String, in outer: String? = nil) -> [String] {
        steps.filter { $0.part?.description == part && $0.within.last?.description == outer }.map { step in
            switch step.what {
            case .made: "made"
            case .waits(let reason, _): "waits \(reason.reason.rawValue)"
            case .starts(let start): "starts \(start.attempt)"
            case .succeeds(let attempt, _, let origin): "succeeds \(attempt) \(origin.rawValue)"
            case .fails(let attempt, let failure): "fails \(attempt) \(failure.errorClass.rawValue)"
            case .backsOff: "backs off"
            case .givenUp: "given up"
            case .approved: "approved"
            case .cancelled: "cancelled"
            case .skipped: "skipped"
            case .stageSucceeds: "stage succeeds"
            case .stageFails: "stage fails"
            case .paused, .rolledBack, .ending, .closing, .ended: "run"
            }
        }
    }

    /// How the run ended, where it did.
    var status: Run.End.Status? {
        if case .ended(let end) = end { end.status } else { nil }
    }

    /// What waits at the end, as words.
    var waiting: [String] {
        guard case .waits(let waits) = end else { return [] }
        return waits.map { wait in
            let place = (wait.within.map(\.description) + [wait.part?.description ?? "run"]).joined(separator: " > ")
            return "\(place) \(wait.blockedOn.reason.rawValue)"
        }
    }

    func outputs(_ part: String) -> JSON? {
        steps.lazy.compactMap { step -> JSON? in
            guard step.part?.description == part, case .succeeds(_, let outputs, _) = step.what else { return nil }
            return outputs
        }.first
    }
}
