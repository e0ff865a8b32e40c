public import GitNames
public import Journaling
public import Orchestration
import Pipelines

/// All operations of some runs, newest first, an entry at a time.
///
/// A damaged journal ends where it is damaged, and hides no other. Confined to its repository's thread.
public struct OperationWalk {
    private struct Source {
        var run: RunID
        var walk: JournalWalk
        var ahead: Operation?

        mutating func advance() {
            ahead = nil
            while let entry = try? walk.next() {
                ahead = Operation(run, entry)
                if ahead != nil { return }
            }
        }
    }

    private var sources: [Source] = []
    private var lastNumber = 0

    init(_ walks: [(RunID, JournalWalk)]) {
        sources = walks.map { run, walk in
            var source = Source(run: run, walk: walk)
            source.advance()
            return source
        }
    }

    /// The next older one.
    public mutating func next() -> Operation? {
        var newest: (index: Int, at: Instant)?
        for (index, source) in sources.enumerated() {
            guard let ahead = source.ahead, newest.map({ ahead.at > $0.at }) ?? true else { continue }
            newest = (index, ahead.at)
        }
        guard let index = newest?.index, var operation = sources[index].ahead else { return nil }
        sources[index].advance()
        if operation.by != nil {
            lastNumber += 1
            operation.number = lastNumber
        }
        return operation
    }
}

extension WorkspaceReader {
    /// All operations of runs that are not archived, newest first: of the others nothing can be asked.
    public func operations() throws(ReportError) -> OperationWalk {
        let ids = try runIDs()
        return try reading { () throws(JournalError) in
            var walks: [(RunID, JournalWalk)] = []
            for id in ids { walks.append((id, try journal.walk(id))) }
            return OperationWalk(walks)
        }
    }

    /// The operation that a person names: by its number, by 7 or more digits of its entry, or as the newest (`@`).
    public func operation(_ text: String) throws(ReportError) -> Operation {
        if text == "@" {
            var walk = try operations()
            if let newest = walk.next() { return newest }
            throw ReportError(.nothingMatches, "no ref was moved yet")
        }
        if let number = Int(text), text.count < 7 {
            guard number > 0 else { throw ReportError(.usage, "operations are numbered from 1, the newest") }
            var walk = try operations()
            var last = 0
            while let operation = walk.next() {
                last = operation.number ?? last
                if operation.number == number { return operation }
            }
            throw ReportError(
                .nothingMatches, last == 0 ? "nobody has asked for anything yet" : "there are only \(last) operations",
                hint: last == 0
                    ? "taskdaemon op log lists what the daemon did by itself" : "taskdaemon op log --people lists them")
        }
        let digits = text.lowercased()
        guard (7...40).contains(digits.count), digits.allSatisfy(\.isHexDigit) else {
            throw ReportError(
                .usage, "'\(text)' is neither a number nor an entry of a journal", hint: "taskdaemon op log lists both")
        }
        guard let found = try entry(named: digits) else {
            throw ReportError(
                .nothingMatches, "no journal has an entry '\(text)'", hint: "taskdaemon op log lists entries")
        }
        guard let run = found.run, let id = found.entry else {
            throw ReportError(
                .refused, "'\(text)' is an entry of the workspace's journal, which moves no refs",
                hint: "taskdaemon op log lists those that do")
        }
        var walk = try operations()
        while let operation = walk.next() { if operation.entry.id == id { return operation } }
        throw ReportError(
            .refused,
            try isArchived(run)
                ? "\(run) is archived, and archived runs are final" : "'\(text)' of \(run) moves no refs",
            hint: "taskdaemon op log lists those that do")
    }

    /// The operation of the same run that came before another one.
    public func operation(before later: Operation) throws(ReportError) -> Operation? {
        var walk = try operations()
        var isBefore = false
        while let operation = walk.next() {
            if isBefore, operation.run == later.run { return operation }
            if operation.entry.id == later.entry.id { isBefore = true }
        }
        return nil
    }

    /// What taking an operation back comes to: for all but what touches a branch of the user's.
    public func restoration(undoing operation: Operation, of run: Run) throws(ReportError) -> JournalStore.Restoring {
        try reading { () throws(JournalError) in
            try journal.restoration(undoing: operation.entry.id, of: run)
        }
    }

    /// What putting a run back to what it was after an operation comes to.
    public func restoration(to operation: Operation, of run: Run) throws(ReportError) -> JournalStore.Restoring {
        try reading { () throws(JournalError) in try journal.restoration(to: operation.entry.id, of: run) }
    }

    /// Every ref that an operation moved.
    public func moves(of operation: Operation) throws(ReportError) -> [RefMove] {
        try reading { () throws(JournalError) in
            guard let before = try journal.entry(before: operation.entry.id, of: operation.run) else {
                return operation.moves(from: nil, branch: nil)
            }
            let run = try journal.run(operation.run, at: before)
            return operation.moves(from: run.tip, branch: run.branch)
        }
    }
}
