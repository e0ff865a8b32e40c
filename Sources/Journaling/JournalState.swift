import Orchestration
import Pipelines

/// A state that is a fold over a journal: a run, or the workspace.
protocol JournalState: Codable {
    associatedtype Event: Codable & Sendable & SummarisedEvent

    /// Takes one event; the first one may be what makes the state.
    static func fold(_ event: Event, into state: inout Self?) throws(ImpossibleEvent)
}

extension Run: JournalState {
    static func fold(_ event: RunEvent, into state: inout Run?) throws(ImpossibleEvent) {
        guard state == nil else {
            do { try state?.apply(event) } catch { throw ImpossibleEvent(description: error.description) }
            return
        }
        guard case .created(let created) = event else {
            throw ImpossibleEvent(description: "the first event is not the run's creation")
        }
        state = Run(created)
    }
}

extension Workspace: JournalState {
    static func fold(_ event: WorkspaceEvent, into state: inout Workspace?) throws(ImpossibleEvent) {
        var workspace = state.take() ?? Workspace()
        workspace.apply(event)
        state = workspace
    }
}

/// An event that does not fit what came before it in its journal.
struct ImpossibleEvent: Error {
    /// What it does not fit.
    let description: String
}

/// An event that can be said in a clause.
protocol SummarisedEvent {
    /// What happened, for the subject of an entry.
    var summary: String { get }
    /// How much it tells among the events of an entry: the highest gives the entry its subject.
    var prominence: Int { get }
}
