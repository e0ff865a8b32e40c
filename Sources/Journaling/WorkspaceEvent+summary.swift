import GitNames
public import Orchestration
import Pipelines

extension WorkspaceEvent: SummarisedEvent {
    /// What happened, in a clause for people: `main: 3fa9c01 taken, started greeter-3fa9c01`.
    ///
    /// Holds what people wrote, unescaped.
    public var summary: String {
        switch self {
        case .commitTaken(let taken):
            "\(taken.branch): \(taken.commit.short) taken, " + started(taken.verdicts.compactMap(\.run))
        case .runRequested(let requested):
            "\(requested.id): requested" + (requested.request.documents.first.map { " for \($0.path)" } ?? "")
        case .runOpened(let run): "\(run): opened"
        case .runEnded(let run, let status): "\(run): \(status.rawValue)"
        case .runReopened(let reopened): "\(reopened.run): goes on"
        case .runRefused(let run, let reason): "\(run): refused, \(reason)"
        case .runArchived(let archived): "\(archived.run): archived"
        case .requestTaken(let request): request.summary
        case .eventTaken(let taken):
            "\(taken.event.type)" + (taken.event.subject.isEmpty ? "" : " of \(taken.event.subject)") + " taken, "
                + started(taken.verdicts.compactMap(\.run))
        case .scheduleSeen(let seen): "\(seen.pipeline): starts on \(seen.schedule) from now on"
        case .scheduleGone(let gone): "\(gone.pipeline): starts on \(gone.schedule) no more"
        case .scheduleTaken(let taken):
            "\(taken.verdict.pipeline ?? ""): \(taken.event.time.isoText) of \(taken.schedule) taken, "
                + started([taken.verdict.run].compactMap { $0 })
        case .schedulesAdopted(let adopted): "schedules adopted, asked by \(adopted.by)"
        }
    }

    var prominence: Int {
        switch self {
        case .commitTaken(let taken): taken.verdicts.contains { $0.run != nil } ? 90 : 30
        case .runRefused: 80
        case .runRequested: 70
        case .runEnded, .runReopened: 60
        case .requestTaken(let request): request.refused == nil ? 50 : 75
        case .eventTaken(let taken): taken.verdicts.contains { $0.run != nil } ? 90 : 30
        case .runOpened: 40
        case .runArchived: 35
        case .scheduleTaken(let taken): taken.verdict.run != nil ? 90 : 30
        case .scheduleSeen, .scheduleGone: 45
        case .schedulesAdopted: 50
        }
    }

    private func started(_ runs: [RunID]) -> String {
        switch runs.count {
        case 0: "nothing started"
        case 1...3: "started " + runs.map(\.rawValue).joined(separator: ", ")
        default: "started \(runs.count) runs"
        }
    }
}
