import ArgumentParser
import Daemon
import Foundation
import Git
import Reporting

/// Long output through the program that git would take for it.
struct PagerOptions: ParsableArguments {
    @Flag(help: "Write straight to the terminal.") var noPager = false

    /// Writes a page, through the pager on a terminal.
    func write(_ page: Page, of reader: WorkspaceReader?) {
        Pager.write(page.written(in: Terminal.colour), of: reader, isWanted: !noPager)
    }
}

/// The pager: `GIT_PAGER`, `core.pager`, `PAGER`, else `less` where there is one; `cat` and nothing mean none.
enum Pager {
    /// Writes text that is safe already.
    static func write(_ text: String, of reader: WorkspaceReader?, isWanted: Bool = true) {
        guard isWanted, Terminal.isTerminal, let command = command(reader) else { return Terminal.write(text) }
        if !page(text, command) { Terminal.write(text) }
    }

    /// Whether what is paged stays until a key says otherwise.
    static func waits(_ reader: WorkspaceReader) -> Bool { command(reader)?.contains("less") ?? false }

    private static func command(_ reader: WorkspaceReader?) -> String? {
        let environment = ProcessInfo.processInfo.environment
        let configured = (try? reader?.repository.config("core.pager")) ?? nil
        let command =
            environment["GIT_PAGER"] ?? configured ?? environment["PAGER"]
            ?? (MachineCheck.program("less", in: environment) ?? "")
        return command.isEmpty || command == "cat" || environment["TERM"] == "dumb" ? nil : command
    }

    /// As git starts one: through a shell, and with options for `less` where the user has none of their own: end when
    /// it fits on one screen, show colours, leave it on the screen.
    private static func page(_ text: String, _ command: String) -> Bool {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return false }
        // The pager must not hold the end that it waits for to be closed.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let environment = ProcessInfo.processInfo.environment
        var added: [String: String] = [:]
        if environment["LESS"] == nil { added["LESS"] = "FRX" }
        if environment["LV"] == nil { added["LV"] = "-c" }
        let child: pid_t
        do {
            child = try ForegroundChild.start("/bin/sh", ["-c", command], environment: added, input: ends[0])
        } catch {
            close(ends[0])
            close(ends[1])
            return false
        }
        close(ends[0])
        // Keys that end other programs are the pager's own, and one that ends early is no failure of ours.
        let old = [SIGINT, SIGQUIT, SIGPIPE].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in old { signal(number, handler) } }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(ends[1], $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        close(ends[1])
        // The shell's word for "there is no such program": nothing has been shown.
        return ForegroundChild.wait(for: child) != 127
    }
}
