import Foundation
import Reporting

/// A terminal taken over as a whole: frames instead of lines, keys instead of text. Given back by `leave`.
final class TerminalScreen {
    private var saved = termios()
    private var isEntered = false
    /// What stands on each line, so that only what differs is written.
    private var shown: [String] = []

    /// Whether both ends are a terminal that can move its cursor.
    static var isPossible: Bool {
        isatty(0) == 1 && isatty(1) == 1 && ProcessInfo.processInfo.environment["TERM"] ?? "dumb" != "dumb"
    }

    deinit { leave() }

    /// Takes the terminal: keys come one by one and unseen, what stood there comes back afterwards.
    func enter() {
        guard !isEntered, tcgetattr(0, &saved) == 0 else { return }
        var raw = saved
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        // Control-C and control-Z go on sending their signals, which are taken care of.
        tcsetattr(0, TCSADRAIN, &raw)
        isEntered = true
        shown = []
        // The other screen, no cursor, no wrapping of long lines, nothing on it.
        put("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J")
    }

    /// Gives the terminal back as it was; twice is once.
    func leave() {
        guard isEntered else { return }
        put("\u{1b}[0m\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l")
        tcsetattr(0, TCSADRAIN, &saved)
        isEntered = false
    }

    /// Columns and lines; 80 by 24 where the terminal does not say.
    var size: (width: Int, height: Int) {
        var window = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return (80, 24) }
        return (Int(window.ws_col), Int(window.ws_row))
    }

    /// Forgets what stands there: the next frame is written whole.
    func invalidate() {
        shown = []
        if isEntered { put("\u{1b}[2J") }
    }

    /// Writes a frame: the lines that differ from what stands there.
    func draw(_ lines: [StyledText]) {
        var text = ""
        let written = lines.map { $0.written(in: Terminal.colour) }
        for (index, line) in written.enumerated() where index >= shown.count || shown[index] != line {
            // Erased before: behind a line that is as wide as the terminal, its last character would be erased.
            text += "\u{1b}[\(index + 1);1H\u{1b}[K\(line)\u{1b}[0m"
        }
        shown = written
        if !text.isEmpty { put(text) }
    }

    /// What the keys have sent, waiting so long for the first; empty when nothing came, `nil` when nothing can any more.
    func input(within milliseconds: Int32) -> [UInt8]? {
        var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(0, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private func put(_ text: String) { Terminal.write(text) }
}
