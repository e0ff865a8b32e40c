import Documents
import Git
import GitNames
import Glibc
import JSONValues
import Pipelines

extension Attempt {
    /// A loop that the daemon does itself.
    func builtin(_ loop: BuiltinLoop, _ iteration: Int) async throws(AttemptFailure) -> JSON {
        switch loop {
        case .plan: try await plan()
        case .spec: try await specs()
        case .phase: try await phases(iteration)
        }
    }

    /// Reads the plan document into JSON.
    private func plan() async throws(AttemptFailure) -> JSON {
        guard let path = spec.documents.first else {
            throw AttemptFailure(.config, "there is no plan document: the run was started without one")
        }
        let plan = try await document(at: path, kind: .plan)
        note("read \(path): \(plan.specs.count) specs, \(plan.specs.reduce(0) { $0 + $1.phases.count }) phases")
        return .object(["plan": plan.json])
    }

    /// Writes one spec document for each spec of the plan.
    private func specs() async throws(AttemptFailure) -> JSON {
        guard let list = spec.input["plan"]?["specs"]?.arrayValue else {
            throw AttemptFailure(.config, "the input has no plan with specs")
        }
        guard let planned = PlannedSpec.all(of: list) else { throw Self.specWithoutID }
        for spec in planned {
            try TreeFiles(root: place.tree).write(Array(spec.text.utf8), to: spec.path)
            note("wrote \(spec.path)")
        }
        return .object(["specs": .array(planned.map(\.json))])
    }

    /// Writes one phase document for each phase of the spec, and runs the spec's commands in order.
    private func phases(_ iteration: Int) async throws(AttemptFailure) -> JSON {
        guard let given = spec.input["spec"] else { throw AttemptFailure(.config, "the input has no spec") }
        let section: SpecSection
        if let path = given["path"]?.stringValue {
            guard let own = try await document(at: path, kind: .spec).specs.first else {
                throw AttemptFailure(.config, "\(path) holds no spec")
            }
            section = own
        } else {
            guard let stated = SpecSection(given) else { throw Self.specWithoutID }
            section = stated
        }
        if section.phases.allSatisfy(\.commands.isEmpty) {
            note("nothing is run: no phase has a block that is marked `sh run`, and no `agent` is set")
        }
        for (phase, document) in zip(section.phases, section.phaseDocuments()) {
            try TreeFiles(root: place.tree).write(Array(document.text.utf8), to: document.path)
            note("wrote \(document.path)")
            for command in phase.commands {
                note("runs the block at line \(command.line) of “\(phase.title)”")
                let ended = await execute(
                    .shell("set -e\n" + command.script), iteration: iteration, timeout: spec.loop.iterationTimeout)
                if let failure = failure(of: ended, what: "the block at line \(command.line) of “\(phase.title)”") {
                    throw failure
                }
            }
        }
        return .object(["implementation": section.implementation])
    }

    private func document(at path: String, kind: DocumentKind) async throws(AttemptFailure) -> Document {
        guard let bytes = try await worker.file(path, at: spec.base, limit: Document.defaultLimit) else {
            throw AttemptFailure(.config, "\(path) is not in the commit \(spec.base.short)")
        }
        do throws(DocumentError) {
            return try Document.parse(bytes, kind: kind, path: path)
        } catch {
            throw AttemptFailure(.config, "\(path): \(error)")
        }
    }

    private static var specWithoutID: AttemptFailure { AttemptFailure(.invalidOutput, "a spec of the plan has no id") }
}
