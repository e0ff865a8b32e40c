import Git
import GitNames
import Journaling
import Orchestration
public import Pipelines

/// The measures of a workspace's runs, kept in memory: a journal is read again only where it has grown.
///
/// What it costs to look again is one look at the refs, and the journals that have changed.
public struct MeasuresCache: Sendable {
    private var known: [RunID: Known] = [:]

    private struct Known: Sendable {
        var head: ObjectID
        var found: Result<RunMeasures, ReportError>
    }

    /// Nothing read yet.
    public init() {}

    /// The measures as they are now, archived runs included.
    ///
    /// - Parameter since: runs in whose journals nothing was written after this are left out.
    public mutating func measures(from reader: WorkspaceReader, since: Instant? = nil) throws(ReportError) -> Measures {
        var heads = try reader.heads()
        for id in try reader.archivedIDs() where heads[id] == nil {
            // What is archived is final.
            if let head = known[id]?.head { heads[id] = head } else { heads[id] = try reader.head(of: id) }
        }
        let changed = heads.filter { known[$0.key]?.head != $0.value }.sorted { $0.key < $1.key }
        let found = reader.each(changed) { (reader, run) throws(ReportError) -> RunMeasures? in
            // One that cannot be told is read, and found damaged.
            if let since, let last = try? reader.time(of: run.value), last < since { return nil }
            return try reader.measures(of: run.key)
        }
        for ((id, head), result) in zip(changed, found) {
            switch result {
            case .success(nil): known[id] = nil
            case .success(let measures?): known[id] = Known(head: head, found: .success(measures))
            case .failure(let error): known[id] = Known(head: head, found: .failure(error))
            }
        }
        known = known.filter { heads[$0.key] != nil }
        var measures = Measures(runs: [], workspaceEntries: try reader.workspaceEntryCount())
        for (id, one) in known.sorted(by: { $0.key < $1.key }) {
            switch one.found {
            case .success(let run): measures.runs.append(run)
            case .failure(let error): measures.damaged.append(.init(id: id.rawValue, error: error.message))
            }
        }
        return measures
    }
}

extension WorkspaceReader {
    /// What a run took, from its whole journal.
    public func measures(of id: RunID) throws(ReportError) -> RunMeasures {
        let entries = try entries(of: id)
        do {
            if let measures = try MeasuringFold.measures(of: entries) { return measures }
        } catch {
            throw ReportError(.damaged, "the journal of \(id) says what cannot have happened: \(error.description)")
        }
        throw ReportError(.damaged, "the journal of \(id) has no events")
    }

    /// When an entry of a journal was written, to the second.
    func time(of entry: ObjectID) throws(ReportError) -> Instant {
        try reading { () throws(JournalError) in try journal.time(of: entry) }
    }
}
