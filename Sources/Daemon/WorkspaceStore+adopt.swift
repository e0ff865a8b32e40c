import Definitions
import Documents
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines
import Watching

extension WorkspaceStore {
    /// A run that another machine acts on, and what it means to act on it here.
    func adoptable(_ id: RunID, owner: String) throws -> (run: Run, head: ObjectID, adoption: Adoption) {
        let repository = try repository()
        guard try repository.ref(JournalStore.runRef(id)) != nil else {
            let isArchived = try isArchived(id)
            throw Refusal(
                reason: isArchived ? "the run is archived, and archived runs are final" : "there is no run \(id)")
        }
        let journal = try journal()
        let run: Run
        let head: ObjectID
        do throws(JournalError) {
            (run, head) = try journal.run(id)
        } catch {
            throw Refusal(reason: error.description)
        }
        guard repository.contains(run.tip), repository.contains(run.creation.request.commit) else {
            throw Refusal(reason: "the run's commits are not in this clone: fetch refs/taskdaemon/* whole")
        }
        var adoption = Adoption(owner: owner, untrusted: [], missing: [], lost: [])
        for (ref, object) in run.refs where try repository.ref(ref) == nil {
            if repository.contains(object) { adoption.missing.append(ref) } else { adoption.lost.append(ref) }
        }
        let commit = try repository.commit(run.creation.request.commit)
        let untrusted = try untrusted(commands(of: run), at: commit, definitions(at: commit.id).settings)
        adoption.untrusted = untrusted.commands
        adoption.distrust = untrusted.reason
        return (run, head, adoption)
    }

    /// Every command line that a run may come to: its loops', and those in its documents.
    private func commands(of run: Run) throws -> [String] {
        let repository = try repository()
        let globs = DocumentGlobs(try definitions(at: run.creation.request.commit).settings.documents)
        var commands = run.creation.pipeline.stages.flatMap(\.loop.commands)
        for key in run.creation.request.documents {
            let kind = globs.kind(of: key.path) ?? .plan
            guard let bytes = try? repository.blob(key.blob, limit: Document.defaultLimit),
                let document = try? Document.parse(bytes, kind: kind, path: key.path)
            else { throw Refusal(reason: "\(key.path) cannot be read at \(run.creation.request.commit.short)") }
            commands += (document.phases + document.specs.flatMap(\.phases)).flatMap { $0.commands.map(\.script) }
        }
        return commands
    }
}
