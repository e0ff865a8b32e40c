import Journaling
public import Orchestration
public import Pipelines

extension WorkspaceReader {
    /// Whether a run is archived: final, and only to be read.
    public func isArchived(_ id: RunID) throws(ReportError) -> Bool {
        try reading { () throws(JournalError) in try journal.archived(id) != nil }
    }

    /// All archived runs; a damaged one hides no other.
    public func archivedRuns() throws(ReportError) -> (runs: [Run], damaged: [StatusReport.DamagedRun]) {
        let live = Set(try runIDs())
        return runs(try archivedIDs().filter { !live.contains($0) })
    }

    /// The archived run of that name, or the only one whose name begins so; `nil` when there is none.
    func archivedRun(named text: String) throws(ReportError) -> RunID? {
        let ids = try archivedIDs()
        guard ids.contains(where: { $0.rawValue.hasPrefix(text) }) else { return nil }
        return try Selection.one(text, among: ids, what: "archived run", hint: "taskdaemon status --all lists them")
    }

    func archivedIDs() throws(ReportError) -> [RunID] {
        try reading { () throws(JournalError) in
            if let moment { return try journal.archivedRunIDs(at: moment.time) }
            return try journal.archivedRunIDs()
        }
    }
}
