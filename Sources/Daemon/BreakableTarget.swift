import Git
import GitNames
import Journaling

/// The steps of a publication on the repository, between any two of which the daemon can be made to stop.
struct BreakableTarget: PublicationTarget {
    let repository: Repository
    let faults: FaultPoints

    func pack(_ writer: ObjectWriter) throws(GitError) -> KeptPack? {
        try step(.wrotePack) { () throws(GitError) in try repository.pack(writer) }
    }

    func move(_ move: RefMove, message: String) throws(GitError) -> RefMoveResult {
        try step(.movedJournal) { () throws(GitError) in try repository.move(move, message: message) }
    }

    func release(_ pack: KeptPack) throws(GitError) {
        try step(.releasedPack) { () throws(GitError) in try repository.release(pack) }
    }

    func consolidate() throws(GitError) {
        guard !faults.isStopped else { return }
        try repository.consolidate()
    }

    private func step<Result>(
        _ point: FaultPoints.Point, _ body: () throws(GitError) -> Result
    ) throws(GitError) -> Result {
        let stop = GitError(.os, operation: "publish", message: "the daemon was made to stop")
        guard !faults.isStopped else { throw stop }
        let result = try body()
        do { try faults.pass(point) } catch { throw stop }
        return result
    }
}
