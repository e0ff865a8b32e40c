public import Journaling
public import Orchestration
import Pipelines

/// What became of an event from outside: what `why-not --json` gives for its name.
public struct EventReport: Codable, Hashable, Sendable {
    /// The event's name: its request's ULID.
    public var id: String
    /// One of `taken refused waiting unknown`.
    public var state: String
    /// Its type, once it was taken.
    @OrNull public var type: String?
    /// Who brought it.
    @OrNull public var by: String?
    /// When it was taken.
    @OrNull public var at: String?
    /// Why it was refused.
    @OrNull public var reason: String?
    /// What each pipeline did.
    public var verdicts: [WhyNotReport.Verdict]
    /// The runs that waited for it.
    public var runs: [String]

    /// Looks an event up in the workspace's journal.
    ///
    /// - Parameter isWaiting: whether its request is still in the inbox.
    public init(_ ulid: String, _ entries: [JournalEntry<WorkspaceEvent>], _ isWaiting: Bool) {
        id = ulid
        state = isWaiting ? "waiting" : "unknown"
        verdicts = []
        runs = []
        for event in entries.flatMap(\.events) {
            switch event {
            case .eventTaken(let taken) where taken.event.id == ulid:
                state = "taken"
                type = taken.event.type
                by = taken.by
                at = taken.at.isoText
                verdicts = taken.verdicts.map { WhyNotReport.Verdict($0) }
                runs = taken.waiting.map(\.rawValue)
            case .requestTaken(let taken) where taken.ulid == ulid:
                state = "refused"
                type = taken.request
                by = taken.by
                at = taken.at.isoText
                reason = taken.refused
            default: continue
            }
        }
    }

    /// One line for each pipeline, and for each run that waited.
    public func page() -> Page {
        var page = Page()
        let name = StyledText(type ?? id, .name)
        switch state {
        case "taken":
            page.add(name + StyledText(" by \(by ?? "nobody"), taken \(at ?? "")", .faint))
            page.add(rows: verdicts.map(\.row), level: 1)
            for run in runs { page.add(StyledText("a stage of \(run) waited for it", .good), level: 1) }
            if runs.isEmpty, verdicts.allSatisfy({ $0.outcome != "started" }) {
                page.add("nothing wanted it", level: 1)
            }
        case "refused": page.add(name + StyledText(" was refused: \(reason ?? "")", .bad))
        case "waiting":
            page.add(StyledText(id, .name) + " waits in the inbox for a daemon")
            page.add(next: ["taskdaemon daemon --once"])
        default:
            page.add("the workspace's journal tells of no request " + StyledText(id, .name))
            page.add("one that named a run stands in that run's journal: taskdaemon log RUN", level: 1)
        }
        return page
    }
}
