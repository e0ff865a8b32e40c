import GitNames
import Pipelines

extension Turn {
    /// The run goes over to the machine on which this is decided; to the one that has it already it does not.
    ///
    /// What ran on the other one is told of as interrupted. Its refs are made here where they are missing, so that this
    /// is not taken for a user's doing; of a tag whose object did not come along only the journal tells.
    mutating func adoptionAsked(_ ulid: String, _ by: String, _ adoption: Adoption) {
        guard !run.taken.contains(ulid) else { return }
        let refusal = run.owner == adoption.owner ? "the run is this machine's already" : nil
        emit(.requestTaken(RequestTaken(ulid: ulid, request: "adopt", by: by, at: now, refused: refusal)))
        guard refusal == nil else { return }
        emit(
            .adopted(
                Adopted(
                    owner: adoption.owner, by: by, untrusted: adoption.untrusted, distrust: adoption.distrust, at: now))
        )
        for ref in adoption.lost.sorted() where ref != run.branch {
            guard let stated = run.refs[ref] else { continue }
            emit(.moved(RefMove(ref: ref, old: stated, new: nil)))
            emit(.landed([ref]))
        }
        for ref in adoption.missing.sorted() where run.refs[ref] != nil { restore(ref, from: nil) }
        for attempt in run.runningAttempts { interrupted(attempt) }
    }
}
