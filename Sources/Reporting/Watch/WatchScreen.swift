/// The live view as a value: what there is to see, where the person is in it, and what a key does.
///
/// It reads nothing and draws nothing; whoever holds it gives it reports and keys, and writes its frames.
public struct WatchScreen: Hashable, Sendable {
    /// What there is to see.
    public var report: StatusReport
    /// The last line that each running instance has written, by its path.
    public var lastLines: [String: String] = [:]
    /// Whether anyone is there to take what is asked.
    public var daemon: String?
    /// What to say in place of the keys, until the next key.
    public var message: StyledText?

    /// The path that a person has marked.
    var selected: String?
    /// Paths that a person has folded or unfolded, and which of the two.
    var folds: [String: Bool] = [:]
    /// The first row that is shown.
    var top = 0
    /// What is done if the next key is `y`.
    var question: Question?
    var showsHelp = false

    struct Question: Hashable {
        var text: String
        var action: WatchAction
    }

    /// A view of these.
    public init(_ report: StatusReport, daemon: String? = nil) {
        self.report = report
        self.daemon = daemon
    }

    /// The row that keys are about: the marked one; before a person has moved, the first one that works.
    ///
    /// Where nothing works, the first one that waits for an approval.
    func marked(in rows: [WatchRow]) -> Int {
        rows.firstIndex { $0.path == selected } ?? rows.firstIndex { $0.status == "running" && !$0.canOpen }
            ?? rows.firstIndex { $0.blockedOn == "approval" && $0.depth > 0 } ?? 0
    }

    func isOpen(_ path: String, otherwise: Bool) -> Bool { folds[path] ?? otherwise }

    /// Whether anything moves by itself, so that it is worth drawing again.
    public var isLive: Bool { report.runs.contains { $0.finishedAt == nil } }
}

/// What a person asks of whoever shows the view.
public enum WatchAction: Hashable, Sendable {
    /// To be shown no longer.
    case quit
    /// To see another command's output: its arguments.
    case show([String])
    /// To ask the daemon for something: the request's type, and the run.
    case ask(String, run: String)
    /// To run another command that asks by itself.
    case run([String])
}

/// A key, or what a terminal sends for one.
public enum WatchKey: Hashable, Sendable {
    case character(Character)
    case up
    case down
    case pageUp
    case pageDown
    case home
    case end
    case left
    case right
    case enter
    case escape

    /// The keys in what a terminal has sent; what is none that is known is left out.
    public static func parse(_ bytes: some Sequence<UInt8>) -> [WatchKey] {
        var text = Substring(String(decoding: Array(bytes), as: UTF8.self))
        var keys: [WatchKey] = []
        while let first = text.first {
            text.removeFirst()
            switch first {
            case "\u{1b}":
                guard let next = text.first, next == "[" || next == "O" else {
                    keys.append(.escape)
                    continue
                }
                text.removeFirst()
                // A control sequence: parameters, then one letter or tilde.
                let parameters = text.prefix { !$0.isLetter && $0 != "~" }
                text = text.dropFirst(parameters.count)
                guard let final = text.popFirst() else { continue }
                if let key = named(final, parameters) { keys.append(key) }
            case "\r", "\n": keys.append(.enter)
            case "\u{3}", "\u{4}": keys.append(.character("q"))
            case let other: keys.append(.character(other))
            }
        }
        return keys
    }

    private static func named(_ final: Character, _ parameters: Substring) -> WatchKey? {
        switch (final, parameters) {
        case ("A", _): .up
        case ("B", _): .down
        case ("C", _): .right
        case ("D", _): .left
        case ("H", _), ("~", "1"), ("~", "7"): .home
        case ("F", _), ("~", "4"), ("~", "8"): .end
        case ("~", "5"): .pageUp
        case ("~", "6"): .pageDown
        default: nil
        }
    }
}
