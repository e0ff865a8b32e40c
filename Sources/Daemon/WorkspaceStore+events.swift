import Definitions
import Git
import GitNames
import JSONValues
import Orchestration
import Pipelines
import Watching

extension WorkspaceStore {
    /// What an event from outside can start: pipelines at the commit that a hook names, else at HEAD's.
    func facts(of event: Event, by: String, prefix: String) throws -> EventFacts {
        var place: (commit: ObjectID, branch: String)?
        var bar: String?
        if event.type.hasPrefix("hook."), let ref = event.data["ref"]?.stringValue.map(RefName.init(_:)) {
            if let name = ref.branchName {
                if name.hasPrefix(prefix) {
                    bar = "it is about \(name), and what happens on such branches starts nothing"
                } else if let new = try hookedCommit(event) {
                    place = (new, name)
                }
            } else if ref.text.hasPrefix("refs/tags/\(prefix)") || ref.text.hasPrefix("refs/taskdaemon/") {
                bar = "it is about \(ref), which is taskdaemon's own"
            }
        }
        let (commit, branch) = try place ?? start()
        return EventFacts(
            event, .request, by: by, commit: commit, branch: branch,
            pipelines: CommitFacts.PipelineFact.all(in: try definitions(at: commit)), bar: bar)
    }

    /// The commit that a hook says its ref has come to, where there is one.
    private func hookedCommit(_ event: Event) throws -> ObjectID? {
        guard let new = event.data["new"]?.stringValue.flatMap({ ObjectID(hex: $0) }) else { return nil }
        return try commit(behind: new)
    }

    private func commit(behind id: ObjectID) throws -> ObjectID? {
        let repository = try repository()
        guard repository.contains(id), let commit = try? repository.peel(id),
            (try? repository.header(commit).kind) == .commit
        else { return nil }
        return commit
    }

    /// What an event of a run can start: pipelines at the commit that the run itself started from.
    func facts(of event: Event, origin: EventFacts.Origin, _ request: RunRequest) throws -> EventFacts {
        EventFacts(
            event, origin, commit: request.commit, branch: request.branch,
            pipelines: CommitFacts.PipelineFact.all(in: try definitions(at: request.commit)))
    }

    /// What a branch that moved or a tag that was made can start: pipelines at the commit it has come to.
    func facts(ofMove move: RefMove, prefix: String, at now: Instant) throws -> EventFacts? {
        let change = RefChange(.ref(move.ref), old: move.old, new: move.new)
        guard let event = Event(change, ignoring: prefix, time: now) else { return nil }
        let target = try move.new.flatMap { try self.commit(behind: $0) }
        // What is started from a tag goes to where HEAD is.
        let place = target.map { (commit: $0, branch: move.ref.branchName ?? (try? self.start().branch) ?? "HEAD") }
        let (commit, branch) = try place ?? start()
        return EventFacts(
            event, .ref, commit: commit, branch: branch,
            pipelines: CommitFacts.PipelineFact.all(in: try definitions(at: commit)))
    }

    /// What starts by the clock: at HEAD; `nil` where nothing can, because there is no commit yet or because HEAD is on a
    /// branch of ours.
    func scheduleFacts(owner: String, prefix: String) throws -> ScheduleFacts? {
        let head = try repository().head()
        guard let commit = head.commit else { return nil }
        let branch: String
        var isComplete = true
        switch head {
        case .branch(let ref, _): branch = ref.branchName ?? ref.text
        case .detached: (branch, isComplete) = ("HEAD", false)
        }
        guard !branch.hasPrefix(prefix) else { return nil }
        return ScheduleFacts(
            owner: owner, commit: commit, branch: branch,
            pipelines: CommitFacts.PipelineFact.all(in: try definitions(at: commit)), isComplete: isComplete)
    }

    /// Whether a pipeline at HEAD starts on that type.
    func isStarted(by type: String) throws -> Bool {
        guard let (commit, _) = try? start() else { return false }
        return try definitions(at: commit).validPipelines.contains { $0.startOn.contains { $0.event == type } }
    }

    /// Every tag that is not ours.
    func tags(prefix: String) throws -> [RefName: ObjectID] {
        try repository().refs(under: ["refs/tags/"]).filter { !$0.key.text.hasPrefix("refs/tags/\(prefix)") }
    }

    /// The names of the tags that were there at the last look, sorted; `nil` before the first one.
    func knownTags(in ref: RefName) throws -> [String]? {
        let repository = try repository()
        guard let id = try repository.ref(ref), let tree = try? repository.commit(id).tree,
            let entry = try? repository.entry(at: Self.tagsFile, in: tree),
            let bytes = try? repository.blob(entry.id, limit: Self.tagsLimit)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Remembers the names of the tags there are: in a file of a commit, as every cursor is one.
    func remember(tags: [String], in ref: RefName) throws {
        let repository = try repository()
        let writer = try repository.writer()
        let text = tags.map { $0 + "\n" }.joined()
        guard text.utf8.count <= Self.tagsLimit else { return }
        let who = Signature(name: Identity.daemon.name, email: Identity.daemon.email, seconds: 0)
        let tree = try writer.tree([TreeEntry(name: Self.tagsFile, mode: .file, id: writer.blob(Array(text.utf8)))])
        let commit = try writer.commit(
            tree: tree, parents: [], author: who, committer: who, message: "the tags that are known\n")
        let pack = try writer.finish()
        try putBack(ref, to: commit)
        if let pack { try repository.release(pack) }
    }

    private static var tagsFile: RawPath { "tags" }
    private static var tagsLimit: Int { 64 << 20 }
}
