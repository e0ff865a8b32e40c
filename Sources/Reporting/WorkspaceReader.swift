public import Git
public import GitNames
public import Journaling
public import Orchestration
import OrderedCollections
public import Pipelines

/// What a repository says of its runs: everything here reads, needs no daemon, and works on a mirror.
///
/// Confined to one thread, as the repository is.
public final class WorkspaceReader {
    /// The repository.
    public let repository: Repository
    let journal: JournalStore
    /// When everything is looked at, where that is not now.
    public internal(set) var moment: Moment? { didSet { pastEntries = [:] } }
    /// Told of how many of how many have been read, from any thread, where there are many.
    public var progress: (@Sendable (_ done: Int, _ count: Int) -> Void)?
    /// Each run's newest entry at the moment, as far as it was looked for.
    var pastEntries: [RunID: ObjectID?] = [:]

    /// Opens the repository that a directory is in.
    public init(at directory: String) throws(ReportError) {
        do {
            repository = try Repository.open(at: Repository.discover(from: directory))
        } catch {
            throw ReportError(error)
        }
        journal = JournalStore(repository)
    }

    /// The names of the runs that are not archived.
    public func runIDs() throws(ReportError) -> [RunID] {
        if let moment { return try runIDs(at: moment) }
        return try reading { () throws(JournalError) in try journal.runIDs() }
    }

    /// All runs that are not archived; a damaged journal hides no other run.
    public func runs() throws(ReportError) -> (runs: [Run], damaged: [StatusReport.DamagedRun]) {
        // One that was archived since the list was read is no longer one of ours.
        runs(try runIDs()) { $0.code == .nothingMatches }
    }

    /// Those runs, and which of them cannot be read.
    ///
    /// - Parameter isAbsence: whether an error only says that there is no such run.
    func runs(
        _ ids: [RunID], except isAbsence: (ReportError) -> Bool = { _ in false }
    ) -> (runs: [Run], damaged: [StatusReport.DamagedRun]) {
        var runs: [Run] = []
        var damaged: [StatusReport.DamagedRun] = []
        let found = each(ids) { (reader, id) throws(ReportError) in try reader.run(id) }
        for (id, result) in zip(ids, found) {
            switch result {
            case .success(let run): runs.append(run)
            case .failure(let error) where isAbsence(error): continue
            case .failure(let error): damaged.append(.init(id: id.rawValue, error: error.message))
            }
        }
        return (runs, damaged)
    }

    /// The run of that name, or the only one whose name begins so; archived ones are looked at after the others. `@` is
    /// the newest that is neither archived nor part of another.
    public func run(_ text: String) throws(ReportError) -> Run {
        if text == "@" {
            let newest = try runs().runs.filter { $0.creation.request.parent == nil }.max {
                ($0.creation.at, $0.id) < ($1.creation.at, $1.id)
            }
            guard let newest else {
                throw ReportError(
                    .nothingMatches, "there are no runs here yet",
                    hint: "commit a plan below plans/, or: taskdaemon run --plan FILE")
            }
            return newest
        }
        let ids = try runIDs()
        let hint = ids.isEmpty ? "there are no runs here yet" : "taskdaemon status lists them"
        let id: RunID
        do throws(ReportError) {
            id = try Selection.one(text, among: ids, what: "run", hint: hint)
        } catch {
            guard error.code == .nothingMatches else { throw error }
            if moment != nil {
                id = try Selection.one(text, among: try allRunIDs(), what: "run", hint: hint)
            } else {
                guard let archived = try archivedRun(named: text) else { throw error }
                id = archived
            }
        }
        return try run(id)
    }

    /// The runs that are part of a run, and of those in turn: each instance's newest.
    public func parts(of run: Run) throws(ReportError) -> [Run] {
        var parts: [Run] = []
        for (stage, state) in run.stages {
            for name in state.instances.keys {
                // One that was not begun yet, or is archived, has nothing to show.
                guard let id = run.newestSubrun(of: InstanceID(stage, name)), try head(of: id) != nil else { continue }
                let part = try self.run(id)
                parts += [part] + (try self.parts(of: part))
            }
        }
        return parts
    }

    /// The run of that name.
    public func run(_ id: RunID) throws(ReportError) -> Run {
        if let moment { return try run(id, at: moment) }
        return try reading { () throws(JournalError) in try journal.run(id).run }
    }

    /// A run's journal, oldest entry first.
    public func entries(of run: RunID, newest limit: Int? = nil) throws(ReportError) -> [JournalEntry<RunEvent>] {
        guard let moment else {
            return try reading { () throws(JournalError) in try journal.runEntries(run, limit: limit) }
        }
        guard let entry = try entry(of: run, at: moment) else { throw try absence(of: run, at: moment) }
        return try reading { () throws(JournalError) in try journal.runEntries(run, upTo: entry, limit: limit) }
    }

    /// Every try that a run's journal tells of.
    public func history(of run: RunID) throws(ReportError) -> AttemptHistory { AttemptHistory(try entries(of: run)) }

    /// The last entry of a run's journal: what changes whenever the run does.
    public func head(of run: RunID) throws(ReportError) -> ObjectID? {
        if let moment { return try entry(of: run, at: moment) }
        return try reading { () throws(JournalError) in try journal.journalHead(of: run) }
    }

    /// The last entry of every run's journal: one look at the refs tells which runs have changed.
    public func heads() throws(ReportError) -> [RunID: ObjectID] {
        let refs = try git { () throws(GitError) in try repository.refs(under: [JournalStore.runPrefix]) }
        let found = refs.compactMap { ref, id in ref.rest(after: JournalStore.runPrefix).map { (RunID($0), id) } }
        return Dictionary(found) { first, _ in first }
    }

    /// What spans runs, as the workspace's journal has it.
    public func workspace() throws(ReportError) -> Workspace {
        try reading { () throws(JournalError) in try journal.workspace().workspace }
    }

    /// The workspace's journal, oldest entry first.
    public func workspaceEntries(newest limit: Int? = nil) throws(ReportError) -> [JournalEntry<WorkspaceEvent>] {
        try reading { () throws(JournalError) in try journal.workspaceEntries(limit: limit) }
    }

    /// How many entries the workspace's journal has.
    func workspaceEntryCount() throws(ReportError) -> Int {
        try reading { () throws(JournalError) in try journal.workspaceEntryCount() }
    }

    /// Why a request that names no run was refused, as the newest entries have it; `nil` where it was not.
    public func refusal(ofRequest ulid: String) throws(ReportError) -> String? {
        for entry in try workspaceEntries(newest: 100) {
            for event in entry.events {
                switch event {
                case .requestTaken(let taken) where taken.ulid == ulid: if let reason = taken.refused { return reason }
                default: continue
                }
            }
        }
        return nil
    }

    /// Whether a request is still in the inbox.
    public func hasRequest(_ ulid: String) throws(ReportError) -> Bool {
        try git { () throws(GitError) in try repository.ref(RefName(Inbox.prefix + ulid)) != nil }
    }

    /// Whether a commit has a regular file at a path.
    public func hasFile(_ path: String, at commit: ObjectID) throws(ReportError) -> Bool {
        try git { () throws(GitError) in
            let entry = try repository.entry(at: RawPath(path), in: repository.commit(commit).tree)
            return entry?.mode == .file || entry?.mode == .executable
        }
    }

    /// The captured output of an attempt that has ended.
    public func log(_ run: RunID, _ blob: ObjectID) throws(ReportError) -> [UInt8] {
        try reading { () throws(JournalError) in try journal.log(run, blob: blob) }
    }

    /// The end of a finished attempt's output; empty where there is none.
    public func lastLines(of attempt: AttemptID, in run: Run, count: Int = 15) -> [String] {
        guard case .kept(let blob)? = (try? run.output(of: attempt.instance, attempt: attempt.number))?.place,
            let bytes = try? log(run.id, blob)
        else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).suffix(count).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Where the branches of ours are.
    public func branches(of run: Run) throws(ReportError) -> [RefName: ObjectID] {
        if moment != nil { return run.refs.filter { $0.key.branchName != nil } }
        return try git { () throws(GitError) in try repository.refs(under: ["refs/heads/\(run.creation.branchPrefix)"])
        }
    }

    /// The commit that a person names: 4 to 40 hexadecimal digits, a branch, a tag or `HEAD`, with `~N` behind.
    public func commit(_ text: String) throws(ReportError) -> ObjectID {
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        guard var id = try named(String(parts[0])) else {
            if parts[0] == "HEAD" || parts[0] == "@" {
                throw ReportError(
                    .nothingMatches, "there is no commit here yet",
                    hint: "a commit that adds a plan below plans/ starts a run")
            }
            throw ReportError(.nothingMatches, "there is no commit '\(text)'", hint: "give it as git log shows it")
        }
        guard parts.count == 2 else { return id }
        guard let steps = parts[1].isEmpty ? 1 : Int(parts[1]), steps >= 0 else {
            throw ReportError(.usage, "'\(text)' is not the name of a commit")
        }
        for _ in 0..<steps {
            let commit = try git { () throws(GitError) in try repository.commit(id) }
            guard let parent = commit.parents.first else {
                throw ReportError(.nothingMatches, "there is no commit '\(text)': \(id.short) has no parent")
            }
            id = parent
        }
        return id
    }

    private func named(_ text: String) throws(ReportError) -> ObjectID? {
        if let id = try exactly(text) { return id }
        return try abbreviated(text)
    }

    private func exactly(_ text: String) throws(ReportError) -> ObjectID? {
        try git { () throws(GitError) -> ObjectID? in
            if text == "HEAD" || text == "@" { return try repository.head().commit }
            if let id = ObjectID(hex: text), repository.contains(id) { return try repository.peel(id) }
            for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/", ""] {
                let name = RefName(prefix + text)
                if name.isValid, let id = try repository.ref(name) { return try repository.peel(id) }
            }
            return nil
        }
    }

    /// A commit whose name begins so, among those that a daemon has taken or a run started from.
    private func abbreviated(_ text: String) throws(ReportError) -> ObjectID? {
        guard (4..<40).contains(text.count), text.allSatisfy(\.isHexDigit) else { return nil }
        let prefix = text.lowercased()
        var found: Set<ObjectID> = []
        for entry in try workspaceEntries() {
            for case .commitTaken(let taken) in entry.events where taken.commit.hex.hasPrefix(prefix) {
                found.insert(taken.commit)
            }
        }
        for tip in try git({ () throws(GitError) in try repository.refs(under: ["refs/heads/", "refs/remotes/"]) })
            .values
        {
            let recent = try git { () throws(GitError) in
                try repository.firstParentCommits(from: tip, seen: [], limit: 1000)
            }
            found.formUnion(recent.filter { $0.hex.hasPrefix(prefix) })
        }
        guard found.count < 2 else { throw ReportError(.ambiguous, "'\(text)' is the beginning of several commits") }
        return found.first
    }

    func reading<Result>(_ body: () throws(JournalError) -> Result) throws(ReportError) -> Result {
        do { return try body() } catch { throw ReportError(error) }
    }

    private func git<Result>(_ body: () throws(GitError) -> Result) throws(ReportError) -> Result {
        do { return try body() } catch { throw ReportError(error) }
    }
}

extension ReportError {
    /// Takes a failure of the journal's.
    public init(_ error: JournalError) {
        let code: Code =
            switch error.code {
            case .damaged, .unknownFormat: .damaged
            case .notFound: .nothingMatches
            case .locked: .refused
            case .lostRace: .failed
            case .git(let error): ReportError(error).code
            }
        if case .locked = error.code {
            self.init(code, error.message, hint: error.hint)
        } else {
            self.init(code, "\(error.subject): \(error.message)", hint: error.hint)
        }
    }
}
