import Journaling
import Orchestration
import Pipelines

extension DaemonLoop {
    /// Takes a run over that is another machine's.
    ///
    /// What of its commands is new here waits for this machine's user, whoever has trusted it elsewhere.
    mutating func takeAdoption(_ request: InboxRequest) async throws {
        guard let id = request.run else {
            refuse(request.ulid, type: request.type, by: request.by, await absence(of: nil))
            return
        }
        guard runs[id] == nil else {
            // Said in the run's own journal, so that twice is once.
            let nothing = Adoption(owner: owner, untrusted: [], missing: [], lost: [])
            command(id, .adoptionAsked(ulid: request.ulid, by: request.by, nothing))
            return
        }
        do {
            let foreign = try await store.adoptable(id, owner: owner)
            runs[id] = LiveRun(run: foreign.run, head: foreign.head)
            command(id, .adoptionAsked(ulid: request.ulid, by: request.by, foreign.adoption))
        } catch let refusal as WorkspaceStore.Refusal {
            refuse(request.ulid, type: request.type, by: request.by, refusal.reason)
            options.report("\(id) was not adopted: \(refusal.reason)")
        }
    }
}
