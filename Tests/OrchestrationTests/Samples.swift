import Digests
import Expressions
import GitNames
import JSONValues
import Orchestration
import Pipelines
import Testing

/// An object's name made up from a word.
func object(_ word: String) throws -> ObjectID {
    try #require(ObjectID(bytes: SHA1.hash(Array(word.utf8))))
}

/// Pipelines and requests in the smallest form.
enum Sample {
    static let start = Instant(milliseconds: 1_700_000_000_000)

    static let loop = LoopType(name: "shell", work: .command(.shell("true")))

    static func expression(_ text: String) throws -> Expression { try Expression(parsing: text) }

    static func stage(
        _ name: StageName, _ triggers: [Trigger] = [], inputs: Mapping = Mapping(), parallel: Int = 1,
        policy: ErrorPolicy? = nil, timeout: Duration? = nil, forEach: String? = nil, when: String? = nil,
        success: String? = nil
    ) throws -> Stage {
        Stage(
            name: name, loop: loop, triggers: triggers, inputMapping: inputs, parallelInstances: parallel,
            timeout: timeout, errorHandling: policy, forEach: try forEach.map(expression),
            when: try when.map(expression), success: try success.map(expression))
    }

    /// After another stage.
    static func after(_ source: StageName, always: Bool = false) -> Trigger {
        .onCompletion(sourceStage: source, successOnly: !always)
    }

    /// For each spec, once its dependencies are met.
    static func specs(filter: String = "spec.dependencies_met == true") throws -> Trigger {
        .onEvent(eventType: "spec.ready", filter: try expression(filter))
    }

    /// Plan, specs, and one instance for each spec.
    static func cascade(parallel: Int = 10, policy: ErrorPolicy? = nil) throws -> [Stage] {
        [
            try stage("planning"),
            try stage("specification", [after("planning")]),
            try stage("implementation", [try specs()], parallel: parallel, policy: policy),
        ]
    }

    static func spec(_ id: String, _ dependencies: String...) -> JSON { spec(id, needs: dependencies) }

    static func spec(_ id: String, needs dependencies: [String], status: String = "Draft") -> JSON {
        [
            "kind": "spec", "id": .string(id), "title": .string("The \(id)"), "status": .string(status),
            "dependencies": .array(dependencies.map { .string($0) }),
        ]
    }

    static func created(
        _ stages: [Stage], policy: ErrorPolicy = .fail, timeout: Duration? = nil, success: String? = nil,
        documents: [JSON] = [],
        known: [String: String] = [:], untrusted: [String] = [], supersedes: [RunID] = [], after: [RunID] = []
    ) throws -> RunCreated {
        let request = RunRequest(
            pipeline: "sample", commit: try object("base"), branch: "main", eventType: "plan.committed",
            documents: [DocumentKey(path: "plans/greeter.md", blob: try object("greeter"))])
        return RunCreated(
            id: request.runID(), owner: "machine",
            pipeline: Pipeline(
                name: "sample", errorHandling: policy, timeout: timeout, success: try success.map(expression),
                stages: stages),
            request: request,
            documents: documents, knownSpecs: known, branchPrefix: "taskdaemon/", identity: .daemon,
            untrusted: untrusted, supersedes: supersedes, after: after, at: start)
    }
}
