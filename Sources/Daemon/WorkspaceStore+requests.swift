import Definitions
import Documents
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Watching

extension WorkspaceStore {
    /// Every ref that runs project, our journals, and in which worktree each branch is checked out.
    func projections(prefix: String) throws -> (refs: [RefName: ObjectID], checkedOut: [RefName: String]) {
        let repository = try repository()
        let refs = try repository.refs(
            under: ["refs/heads/\(prefix)", "refs/tags/\(prefix)", JournalStore.runPrefix])
        var checkedOut: [RefName: String] = [:]
        for tree in try repository.worktrees() {
            for ref in refs.keys where tree.holds(ref) { checkedOut[ref] = tree.path }
        }
        return (refs, checkedOut)
    }

    /// The command lines of a run that this machine's user has still not allowed.
    func stillUntrusted(_ run: Run) throws -> [String] {
        let commit = try repository().commit(run.creation.request.commit)
        return try untrusted(run.untrusted, at: commit, definitions(at: commit.id).settings).commands
    }

    /// What a request by hand asks for, at the commit that HEAD is at.
    func runRequest(_ request: InboxRequest, prefix: String) throws -> RunRequest {
        let repository = try repository()
        let (tip, branch) = try start()
        let loaded = try definitions(at: tip)
        let name = PipelineName(request.data?["pipeline"]?.stringValue ?? "taskdaemon")
        guard loaded.pipelines[name] != nil else { throw Refusal(reason: "there is no pipeline \(name)") }
        var documents: [DocumentKey] = []
        if let path = request.data?["plan"]?.stringValue {
            guard let entry = try repository.entry(at: RawPath(path), in: repository.commit(tip).tree),
                entry.mode == .file || entry.mode == .executable
            else { throw Refusal(reason: "there is no file \(path) at \(tip.short)") }
            documents.append(DocumentKey(path: path, blob: entry.id))
        }
        var priority: Int?
        if let value = request.data?["priority"], value != .null {
            guard case .int(let number) = value, let asked = Int(exactly: number), Pipeline.priorities.contains(asked)
            else { throw Refusal(reason: "a priority is from -1000 to 1000, not \(value.text.prefix(40))") }
            priority = asked
        }
        let kind = documents.first.flatMap { DocumentGlobs(loaded.settings.documents).kind(of: $0.path) }
        return RunRequest(
            pipeline: name, commit: tip, branch: branch, eventType: kind.map { "\($0.rawValue).committed" } ?? "manual",
            documents: documents, inputs: request.data?["inputs"] ?? .object([:]), nonce: request.ulid,
            priority: priority)
    }

    /// The commit that HEAD is at, from which starts what names no commit, and its branch.
    func start() throws -> (commit: ObjectID, branch: String) {
        switch try repository().head() {
        case .branch(let ref, let id?): (id, ref.branchName ?? ref.text)
        case .detached(let id): (id, "HEAD")
        case .branch: throw Refusal(reason: "there is no commit to start from")
        }
    }
}
