import GitNames
import Journaling
import Orchestration
public import Pipelines

extension WorkspaceReader {
    /// The moment that a person names: a time, or an entry of a journal by 7 or more of its digits.
    ///
    /// - Parameter run: the run, or the beginning of its name, in whose journal an entry is looked for first.
    public func moment(_ text: String, near run: String? = nil, now: Instant) throws(ReportError) -> Moment {
        if let time = TimeText.parse(text, now: now) {
            guard time <= now else {
                throw ReportError(.usage, "'\(text)' is yet to come: it is \(now.dayAndTimeText) UTC now")
            }
            return Moment(time: time)
        }
        let digits = text.lowercased()
        guard (7...40).contains(digits.count), digits.allSatisfy({ $0.isHexDigit }) else {
            throw ReportError(
                .usage, "'\(text)' is neither a time nor an entry of a journal",
                hint: "2026-01-31, '2026-01-31 14:00', 2026-01-31T14:00:00+01:00, 2h, or a commit of a journal")
        }
        guard let moment = try entry(named: digits, near: run) else {
            throw ReportError(
                .nothingMatches, "no journal has an entry '\(text)'",
                hint: "git log --first-parent refs/taskdaemon/journal/RUN lists those of a run")
        }
        return moment
    }

    /// Looks at everything as it was at that moment from now on.
    public func lookBack(to moment: Moment) { self.moment = moment }

    /// The entry whose name begins so, in any journal.
    public func entry(named prefix: String, near run: String? = nil) throws(ReportError) -> Moment? {
        let ids = try allRunIDs()
        let near = run.map { name in ids.filter { $0.rawValue.hasPrefix(name) } } ?? []
        return try reading { () throws(JournalError) in
            for id in near {
                if let entry = try journal.entry(named: prefix, of: id) {
                    return Moment(time: try journal.time(of: entry), entry: entry, run: id)
                }
            }
            if let entry = try journal.workspaceEntry(named: prefix) {
                return Moment(time: try journal.time(of: entry), entry: entry)
            }
            for id in ids where !near.contains(id) {
                // A damaged journal hides no other.
                guard let entry = try? journal.entry(named: prefix, of: id) else { continue }
                return Moment(time: try journal.time(of: entry), entry: entry, run: id)
            }
            return nil
        }
    }

    /// The names of all runs, archived or not.
    func allRunIDs() throws(ReportError) -> [RunID] {
        try reading { () throws(JournalError) in
            Array(Set(try journal.runIDs()).union(try journal.archivedRunIDs())).sorted()
        }
    }

    /// The newest entry of a run at the moment; `nil` when it did not exist then.
    func entry(of id: RunID, at moment: Moment) throws(ReportError) -> ObjectID? {
        if moment.run == id { return moment.entry }
        if let known = pastEntries[id] { return known }
        let entry = try reading { () throws(JournalError) in try journal.entry(of: id, at: moment.time) }
        pastEntries[id] = .some(entry)
        return entry
    }

    /// The names of the runs that there were at the moment, those left out that were archived by then.
    func runIDs(at moment: Moment) throws(ReportError) -> [RunID] {
        let archived = Set(
            try reading { () throws(JournalError) in try journal.archivedRunIDs(at: moment.time) })
        var ids: [RunID] = []
        for id in try allRunIDs() where !archived.contains(id) {
            // What cannot be read is told of where the run itself is read.
            do throws(ReportError) {
                if try entry(of: id, at: moment) == nil { continue }
            } catch {}
            ids.append(id)
        }
        if ids.isEmpty, archived.isEmpty { try refuseBeforeBeginning(moment) }
        return ids
    }

    /// The run as it was.
    func run(_ id: RunID, at moment: Moment) throws(ReportError) -> Run {
        guard let entry = try entry(of: id, at: moment) else { throw try absence(of: id, at: moment) }
        return try reading { () throws(JournalError) in try journal.run(id, at: entry) }
    }

    /// Why a run that there is was not there yet.
    func absence(of id: RunID, at moment: Moment) throws(ReportError) -> ReportError {
        let run = try reading { () throws(JournalError) in try journal.run(id).run }
        return ReportError(
            .nothingMatches, "\(id) did not exist at \(moment.time.dayAndTimeText) UTC",
            hint: "it was created at \(run.creation.at.dayAndTimeText) UTC")
    }

    /// Refuses a time before which nothing is recorded.
    private func refuseBeforeBeginning(_ moment: Moment) throws(ReportError) {
        let first = try workspaceEntries().first
        if let first, first.time <= moment.time { return }
        throw ReportError(
            .nothingMatches, "nothing is recorded of \(moment.time.dayAndTimeText) UTC",
            hint: first.map { "the journals begin at \($0.time.dayAndTimeText) UTC" } ?? "there are no runs here yet")
    }
}
