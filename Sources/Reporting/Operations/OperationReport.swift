public import GitNames
public import JSONValues
import Journaling
import Orchestration
public import Pipelines

/// Operations, newest first: what `op log --json` gives.
public struct OperationLog: Codable, Hashable, Sendable {
    /// Newest first.
    public var operations: [OperationReport]

    /// States it.
    public init(_ operations: [Operation]) { self.operations = operations.map { OperationReport($0) } }

    /// One line for each operation.
    public func page(at now: Instant) -> Page {
        var page = Page()
        guard !operations.isEmpty else {
            page.add("no ref was moved yet")
            return page
        }
        let heads = ["", "ENTRY", "WHEN", "BY", "RUN", "REFS", "WHAT"].map { StyledText($0, .faint) }
        page.add(
            rows: [heads]
                + operations.map { operation in
                    let when = Instant(isoText: operation.time)?.ageText(at: now) ?? operation.time
                    return [
                        StyledText(operation.number.map(String.init) ?? "", .active),
                        StyledText(String(operation.entry.prefix(7))), StyledText(when, .faint),
                        StyledText(operation.person ?? "daemon", operation.by == nil ? .faint : .plain),
                        StyledText(operation.run, .name), StyledText(String(operation.refs)),
                        StyledText(operation.subject),
                    ]
                })
        if let first = operations.first(where: { $0.number != nil })?.number {
            page.add(next: ["taskdaemon op show \(first)", "taskdaemon undo \(first) --dry-run"])
        } else {
            page.add(next: ["taskdaemon op show \(operations[0].entry.prefix(7))"])
        }
        return page
    }
}

/// One entry of a journal that moved refs.
public struct OperationReport: Codable, Hashable, Sendable {
    /// Among what people asked for, the newest being 1; `null` for what the daemon did by itself.
    @OrNull public var number: Int?
    /// The entry's commit.
    public var entry: String
    /// When it was written.
    public var time: String
    /// Who asked for it, or `by hand` where somebody moved a run branch; `null` for what the daemon did by itself.
    @OrNull public var by: String?
    /// Whose journal it is in.
    public var run: String
    /// The most telling thing that it says.
    public var subject: String
    /// How many refs it changed.
    public var refs: Int

    init(_ operation: Operation) {
        self.init(
            number: operation.number, entry: operation.entry.id.hex, time: operation.entry.time.isoText,
            by: operation.by, run: operation.run.rawValue, subject: operation.entry.subject, refs: operation.refCount)
    }

    private init(
        number: Int?, entry: String, time: String, by: String?, run: String, subject: String, refs: Int
    ) {
        self.entry = entry
        self.time = time
        self.run = run
        self.subject = subject
        self.refs = refs
        self.number = number
        self.by = by
    }

    /// Who asked, without the address.
    var person: String? {
        by.map { by in
            let name = by.firstRange(of: " <").map { by[..<$0.lowerBound] } ?? by[...]
            return name.isEmpty ? by : String(name)
        }
    }
}

/// Everything that an operation says: what `op show --json` gives.
public struct ShowOperation: Codable, Hashable, Sendable {
    /// As `op log` has it.
    public var operation: OperationReport
    /// Every ref that moved, in order.
    public var moves: [RollbackPlan.Move]
    /// What else happened, for people.
    public var lines: [String]
    /// The entry's events as the journal has them.
    public var events: [JSON]

    /// States it.
    public init(_ operation: Operation, _ moves: [RefMove]) {
        self.operation = OperationReport(operation)
        self.moves = moves.map { RollbackPlan.Move($0) }
        let told = operation.entry.events.filter { event in
            switch event {
            case .moved, .landed: false
            default: true
            }
        }
        lines = told.map(\.summary)
        events = operation.entry.events.map { (try? JSON(encoding: $0)) ?? .null }
    }

    /// When, who and what, every ref, and what else the entry says.
    public func page() -> Page {
        var page = Page()
        page.add(StyledText(operation.entry, .name))
        let facts: [(String, String)] = [
            ("run", operation.run), ("when", operation.time), ("by", operation.by ?? "daemon"),
            ("what", operation.subject),
        ]
        page.add(rows: facts.map { [StyledText($0.0, .faint), StyledText($0.1)] }, level: 1)
        page.gap()
        page.add(StyledText("refs", .heading))
        page.add(moves: moves)
        if !lines.isEmpty {
            page.gap()
            page.add(StyledText("says", .heading))
            for line in lines { page.add(StyledText(line), level: 1) }
        }
        let name = operation.number.map(String.init) ?? String(operation.entry.prefix(7))
        let undo = operation.number.map { "taskdaemon undo \($0) --dry-run   # back to before it" }
        page.add(next: [undo, "taskdaemon op restore \(name) --dry-run   # to what was after it"].compactMap { $0 })
        return page
    }
}

extension RollbackPlan.Move {
    /// States a move.
    public init(_ move: RefMove) { self.init(ref: move.ref.text, old: move.old?.hex, new: move.new?.hex) }
}

extension Page {
    /// Every ref with what it holds and what it will hold.
    mutating func add(moves: [RollbackPlan.Move]) {
        add(
            rows: moves.map { move in
                [
                    StyledText(move.ref), StyledText(move.old.map { String($0.prefix(7)) } ?? "(new)", .faint), "->",
                    StyledText(move.new.map { String($0.prefix(7)) } ?? "(deleted)"),
                ]
            }, level: 1)
        if moves.isEmpty { add("no ref moves", level: 1) }
    }
}
