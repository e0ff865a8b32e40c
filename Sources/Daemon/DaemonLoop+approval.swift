import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines

extension DaemonLoop {
    /// What a person who has looked at a run's work asks for.
    ///
    /// - Throws: `WorkspaceStore.Refusal` where the request does not say enough.
    func judgement(_ request: InboxRequest, of id: RunID) async throws -> ControlRequest {
        if request.type == "accepted" {
            guard let branch = request.data?["branch"]?.stringValue,
                let commit = try await commit("commit", of: request),
                let onto = try await self.commit("onto", of: request)
            else { throw WorkspaceStore.Refusal(reason: "it names no branch, commit, and what that is `onto`") }
            return .accepted(
                AcceptedWork(
                    branch: branch, onto: onto, commit: commit, how: request.data?["how"]?.stringValue ?? "merge",
                    keepsTags: request.data?["keep_tags"] == .bool(true)))
        }
        if request.type == "accept_undone" {
            guard let commit = try await commit("commit", of: request) else {
                throw WorkspaceStore.Refusal(reason: "it names no commit")
            }
            return .acceptUndone(commit: commit)
        }
        if request.type == "undo" || request.type == "restore" { return try await restoration(request, of: id) }
        if request.type == "reject", request.stage == nil {
            return .rejectRun(message: request.data?["message"]?.stringValue ?? "")
        }
        guard let stage = request.stage else {
            throw WorkspaceStore.Refusal(reason: "an answer names the stage that waits for it")
        }
        guard request.type == "approve" else {
            return .reject(stage, request.instance, message: request.data?["message"]?.stringValue ?? "")
        }
        guard let tree = request.tree else {
            throw WorkspaceStore.Refusal(reason: "an approval names the tree that was looked at")
        }
        guard let run = runs[id]?.latest else {
            throw WorkspaceStore.Refusal(reason: "there is no run \(id)")
        }
        // Where nothing or more than one thing waits, the core says why it refuses.
        let tip = run.subjectOfApproval(in: stage, request.instance) ?? run.tip
        return .approve(stage, request.instance, tree: tree, tip: tip, actual: try await store.tree(of: tip))
    }

    /// A commit that a request names.
    private func commit(_ member: String, of request: InboxRequest) async throws -> ObjectID? {
        guard let commit = request.data?[member]?.stringValue.flatMap({ ObjectID(hex: $0) }) else { return nil }
        guard try await store.contains(commit) else {
            throw WorkspaceStore.Refusal(reason: "there is no commit \(commit)")
        }
        return commit
    }

    /// What going back to an earlier entry of the run's journal comes to.
    private func restoration(_ request: InboxRequest, of id: RunID) async throws -> ControlRequest {
        guard let entry = try await commit("entry", of: request) else {
            throw WorkspaceStore.Refusal(reason: "it names no entry of the run's journal")
        }
        guard let run = runs[id]?.latest else { throw WorkspaceStore.Refusal(reason: "there is no run \(id)") }
        switch try await store.restoration(of: run, entry, undoing: request.type == "undo") {
        case .possible(let restoration): return .restore(restoration)
        case .impossible(let reason, _): throw WorkspaceStore.Refusal(reason: reason)
        }
    }

    /// Looks whether an approved tree is still what the instance would start from.
    mutating func compare(_ check: ApprovalCheck, of id: RunID) async throws {
        let changed = try await store.changedPaths(from: check.tree, to: check.tip)
        command(id, .approvalCompared(check, changed: changed))
    }
}

extension WorkspaceStore {
    func contains(_ object: ObjectID) throws -> Bool { try repository().contains(object) }

    func restoration(of run: Run, _ entry: ObjectID, undoing: Bool) throws -> JournalStore.Restoring {
        let journal = try journal()
        do throws(JournalError) {
            return undoing
                ? try journal.restoration(undoing: entry, of: run) : try journal.restoration(to: entry, of: run)
        } catch {
            throw Refusal(reason: error.message)
        }
    }

    func tree(of commit: ObjectID) throws -> ObjectID { try repository().commit(commit).tree }

    /// The paths by which a commit's tree differs from another tree, as people read them.
    func changedPaths(from tree: ObjectID, to commit: ObjectID) throws -> [String] {
        let repository = try repository()
        return try repository.changes(from: tree, to: repository.commit(commit).tree).map(\.path.display)
    }
}
