import GitNames
import JSONValues
import Journaling
import Pipelines

extension InboxRequest {
    /// Whether it states an event: `emit` with type and data in its `data`, or any type with a dot in it, of which a
    /// request that is asked of the daemon has none.
    var isEvent: Bool { type == "emit" || type.contains(".") }

    /// The event that it states.
    ///
    /// - Parameter chain: the pipelines of the runs that led to it.
    func event(chain: [PipelineName]?) throws(EventProblem) -> Event {
        let type: String
        let facts: JSON
        if self.type == "emit" {
            guard let named = data?["type"]?.stringValue else {
                throw EventProblem(reason: "`data` does not name the event's `type`")
            }
            (type, facts) = (named, data?["data"] ?? .object([:]))
        } else {
            (type, facts) = (self.type, data ?? .object([:]))
        }
        guard Event.isType(type) else {
            throw EventProblem(reason: "an event's type is printable, without blanks, and at most 200 bytes long")
        }
        guard !Event.ownTypes.contains(type) else {
            throw EventProblem(reason: "\(type) is for the daemon to state; `taskdaemon run` starts a run by hand")
        }
        let size = facts.text.utf8.count
        guard size <= Event.dataLimit else {
            throw EventProblem(reason: "its data has \(size) bytes, the limit is \(Event.dataLimit)")
        }
        let subject = type.hasPrefix("hook.") ? facts["ref"]?.stringValue : facts["subject"]?.stringValue
        return Event(
            id: ulid, type: type, source: by, time: at, subject: subject ?? "", data: facts, chain: chain)
    }
}

/// Why a request states no event.
struct EventProblem: Error {
    var reason: String
}
