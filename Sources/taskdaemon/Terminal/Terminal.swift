import Foundation
import Pipelines
import Reporting
import Synchronization

/// Standard output and standard error: what may be coloured, and what must be escaped.
enum Terminal {
    /// Whether standard output is a terminal.
    static var isTerminal: Bool { isatty(1) == 1 }

    /// Colours on a terminal, unless `NO_COLOR` is set to anything or `TERM` is `dumb`.
    static var colour: ColourMode { colour(of: 1) }

    /// How many columns standard output has; 80 where it is no terminal.
    static var width: Int {
        var window = winsize()
        guard isTerminal, ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return 80 }
        return Int(window.ws_col)
    }

    /// The time now; where a test wants the same text every time, the one that it has set.
    static var now: Instant {
        let fixed = ProcessInfo.processInfo.environment["TASKDAEMON_TESTING_NOW"].flatMap { Instant(isoText: $0) }
        return fixed ?? clock
    }

    /// What the machine's clock says, whatever a test has set.
    static var clock: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// Writes a page to standard output.
    static func write(_ page: Page) { write(page.written(in: colour)) }

    /// Writes text that is safe already.
    static func write(_ text: String) { write(bytes: Array(text.utf8)) }

    /// Writes bytes of a repository: as they are into a file or pipe, escaped on a terminal.
    static func write(raw bytes: [UInt8]) {
        isTerminal ? write(TerminalText.escapedLines(bytes)) : write(bytes: bytes)
    }

    /// Writes an error: one sentence, and the hint on a line of its own.
    static func writeError(_ error: CommandError) {
        var page = Page()
        page.add(StyledText("error:", .bad) + StyledText(" \(error.sentence)"))
        if let hint = error.hint { page.add(StyledText("hint:", .faint) + StyledText(" \(hint)")) }
        note(page)
    }

    /// Writes several lines to standard error.
    static func writeError(text: String) {
        write(bytes: Array((TerminalText.escapedLines(text) + "\n").utf8), to: .standardError)
    }

    /// Writes a page to standard error: what is said beside the result.
    static func note(_ page: Page) {
        write(bytes: Array(page.written(in: colour(of: 2)).utf8), to: .standardError)
    }

    /// Writes a line to standard error.
    static func note(_ line: StyledText) {
        var page = Page()
        page.add(line)
        note(page)
    }

    /// A question on the terminal; `false` where there is no one to ask.
    static func confirm(_ question: String) -> Bool {
        guard isatty(0) == 1, isatty(2) == 1 else { return false }
        write(bytes: Array("\(TerminalText.escaped(question)) [y/N] ".utf8), to: .standardError)
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    private static func colour(of descriptor: Int32) -> ColourMode {
        let environment = ProcessInfo.processInfo.environment
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        return isatty(descriptor) == 1 && !isPlain ? .on : .off
    }

    private static func write(bytes: [UInt8], to handle: FileHandle = .standardOutput) {
        progress.withLock { line in
            // What is said stands above the line, which comes back below it.
            if !line.isEmpty { put(Array("\r\u{1b}[K".utf8), .standardError) }
            put(bytes, handle)
            if !line.isEmpty { put(Array(line.utf8), .standardError) }
        }
    }

    /// The line at the bottom as it is written; empty when there is none.
    private static let progress = Mutex("")

    /// Whether there is a terminal on which a line can be drawn anew.
    static var canShowProgress: Bool {
        isatty(1) == 1 && isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] ?? "dumb" != "dumb"
    }

    /// Draws the line at the bottom anew, or takes it away.
    static func show(progress line: StyledText?) {
        let text = line?.written(in: colour(of: 2)) ?? ""
        progress.withLock { shown in
            guard text != shown else { return }
            put(Array(("\r\u{1b}[K" + text).utf8), .standardError)
            shown = text
        }
    }

    private static func put(_ bytes: [UInt8], _ handle: FileHandle) {
        // Nobody is left to be told when standard output is gone.
        try? handle.write(contentsOf: Data(bytes))
    }
}
