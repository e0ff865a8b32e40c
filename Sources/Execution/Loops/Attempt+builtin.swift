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
        var written: [JSON] = []
        var paths: Set<String> = []
        for item in list {
            let section = try section(from: item)
            var path = "specs/\(item["file"]?.stringValue.flatMap(Self.safeName) ?? section.fileName)"
            if !paths.insert(path).inserted {
                path = "specs/\(Slug.make(section.id))-\(paths.count + 1).md"
                paths.insert(path)
            }
            let text = item["markdown"]?.stringValue ?? section.markdown
            try TreeFiles(root: place.tree).write(Array(text.utf8), to: path)
            note("wrote \(path)")
            var members = item.objectValue ?? [:]
            members["markdown"] = nil
            members["file"] = nil
            members["path"] = .string(path)
            members["dependencies"] = members["dependencies"] ?? []
            written.append(.object(members))
        }
        return .object(["specs": .array(written)])
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
            section = try self.section(from: given)
        }
        let documents = section.phaseDocuments()
        var done: [JSON] = []
        for (phase, document) in zip(section.phases, documents) {
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
            done.append(
                .object([
                    "path": .string(document.path), "title": .string(phase.title),
                    "commands": .int(Int64(phase.commands.count)),
                ]))
        }
        return .object(["implementation": .object(["spec": .string(section.id), "phases": .array(done)])])
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

    /// A spec as an agent or a mapping states it.
    private func section(from json: JSON) throws(AttemptFailure) -> SpecSection {
        guard let id = json["id"]?.stringValue, !id.isEmpty else {
            throw AttemptFailure(.invalidOutput, "a spec of the plan has no id")
        }
        let phases = (json["phases"]?.arrayValue ?? []).enumerated().map { position, phase in
            let title = phase["title"]?.stringValue ?? phase["name"]?.stringValue ?? "Phase \(position + 1)"
            let heading = title.hasPrefix("Phase ") ? title : "Phase \(position + 1): \(title)"
            return Phase(
                number: position + 1, name: phase["name"]?.stringValue ?? title, title: heading, body: "", level: 3)
        }
        let summary = json["summary"]?.stringValue ?? ""
        let headings = phases.map { "### \($0.title)\n" }.joined(separator: "\n")
        return SpecSection(
            id: id, title: json["title"]?.stringValue ?? id, status: json["status"]?.stringValue ?? "Draft",
            dependencies: (json["dependencies"]?.arrayValue ?? []).compactMap(\.stringValue), summary: summary,
            phases: phases,
            body: "## Summary\n\n\(summary)\n\n## Implementation Phases\n\n\(headings)", level: 1)
    }

    /// A file name that stays in its directory.
    private static func safeName(_ name: String) -> String? {
        name.isEmpty || name.contains("/") || name.hasPrefix(".") || name.utf8.count > 200 || name.contains("\0")
            ? nil : name
    }
}
