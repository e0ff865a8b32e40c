import Definitions
import Documents
public import Git
public import GitNames
import JSONValues
import Orchestration
public import Pipelines
import Watching

extension CommitFacts {
    /// Reads what a commit on a branch says, with the definitions that count there.
    init(
        reading commit: ObjectID, on branch: String, with reader: CommitReader, _ loaded: LoadedDefinitions,
        owner: String, written: Set<DocumentKey>
    ) throws {
        let reading = try reader.documentEvents(of: commit, globs: DocumentGlobs(loaded.settings.documents))
        self.init(
            owner: owner, branch: branch, commit: commit, unreadable: reading.problems.map(\.description),
            pipelines: PipelineFact.all(in: loaded), written: written)
        if !reading.isComplete { unreadable.append("the history before it is not here (shallow clone)") }
        documents = reading.events.map { event in
            let data = Event(event, commit: reading.commit, branch: branch).data[event.kind.rawValue] ?? .null
            return DocumentFact(event: event.type, key: DocumentKey(path: event.path, blob: event.blob), data: data)
        }
    }
}

extension CommitFacts.PipelineFact {
    /// Definitions as the core takes them, by name.
    static func all(in loaded: LoadedDefinitions) -> [CommitFacts.PipelineFact] {
        loaded.pipelines.sorted { $0.key < $1.key }.map { name, pipeline in
            switch pipeline.result {
            case .success(let pipeline): return .valid(pipeline)
            case .failure(let invalid):
                let first = invalid.diagnostics.first
                let text = first.map { "\($0.file):\($0.line): \($0.message)" } ?? "it is invalid"
                let more = invalid.diagnostics.count - 1
                return .broken(name, reason: more > 0 ? "\(text) (and \(more) more)" : text)
            }
        }
    }
}

extension Repository {
    /// Every spec document at a commit that can be read: id → status.
    public func knownSpecs(at commit: ObjectID, _ settings: Settings) throws(GitError) -> [String: String] {
        let globs = DocumentGlobs(settings.documents)
        var known: [String: String] = [:]
        for (path, entry) in try files(in: self.commit(commit).tree, limit: 1_000_000) {
            guard let name = path.text, globs.kind(of: name) == .spec,
                entry.mode == .file || entry.mode == .executable,
                let bytes = try? blob(entry.id, limit: Document.defaultLimit),
                let document = try? Document.parse(bytes, kind: .spec, path: name)
            else { continue }
            known[document.id] = document.status
        }
        return known
    }
}
