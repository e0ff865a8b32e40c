import Foundation
import Git
import Journaling
import Orchestration
import Pipelines
import Reporting
import Synchronization

/// The live view on a terminal: reads refs and live logs, draws, and does what keys ask for.
struct WatchSession {
    private let reader: WorkspaceReader
    private let local: LocalWorkspace?
    private let settings: Settings?
    private let only: RunID?
    private var cache = RunCache()
    private var screen: WatchScreen
    private let terminal = TerminalScreen()
    private var lastLook = Instant(milliseconds: 0)
    private var tick = 0

    /// How often the refs are looked at.
    private static let pace = Duration.milliseconds(500)

    /// A view of all runs, or of one.
    init(_ reader: WorkspaceReader, only: RunID?) {
        self.reader = reader
        self.only = only
        // A mirror has no state here and no live logs; all else can be seen.
        local = try? LocalWorkspace(reader)
        settings = local?.settingsAtHead
        screen = WatchScreen(StatusReport([]))
    }

    /// Shows it until the person has had enough, or a signal ends it.
    mutating func run() throws {
        try look()
        ScreenSignals.install()
        terminal.enter()
        defer {
            terminal.leave()
            ScreenSignals.endIfAsked()
            ScreenSignals.uninstall()
        }
        while ScreenSignals.ended.load(ordering: .relaxed) == 0 {
            draw()
            guard let bytes = terminal.input(within: screen.isLive ? 125 : 250) else { return }
            for key in WatchKey.parse(bytes) {
                let page = WatchScreen.room(in: terminal.size.height)
                guard let action = screen.handle(key, page: page, at: Terminal.now) else { continue }
                if action == .quit { return }
                try perform(action)
            }
            if ScreenSignals.resized.exchange(false, ordering: .relaxed) { terminal.invalidate() }
            if ScreenSignals.stopped.load(ordering: .relaxed) { away { ScreenSignals.stop() } }
            if Terminal.clock - lastLook >= Self.pace { try look() }
        }
    }

    private mutating func draw() {
        let size = terminal.size
        terminal.draw(screen.frame(width: size.width, height: size.height, at: Terminal.now, tick: tick))
        if screen.isLive { tick += 1 }
    }

    /// Reads what has changed.
    private mutating func look() throws {
        lastLook = Terminal.clock
        if try cache.refresh(from: reader, only: only) { screen.report = cache.report(under: settings) }
        screen.daemon = WorkspaceLock.holder(commonDirectory: reader.repository.commonDirectory)
        screen.lastLines = local.map { LiveLines.read(cache.runs, $0) } ?? [:]
    }

    private mutating func perform(_ action: WatchAction) throws {
        switch action {
        case .quit: return
        case .show(let arguments): show(arguments)
        case .run(let arguments): show(arguments)
        case .ask(let type, let run): ask(type, run)
        }
        try look()
    }

    /// Another command of ours, with the terminal to itself.
    private func show(_ arguments: [String]) {
        away {
            ScreenSignals.yield()
            defer { ScreenSignals.install() }
            // Its pager must wait for a key, or a short text would be gone before it is read.
            guard let child = try? ForegroundChild.start("/proc/self/exe", arguments, environment: ["LESS": "R"]) else {
                return
            }
            ForegroundChild.wait(for: child)
            if arguments.first == "logs" || !Pager.waits(reader) {
                Terminal.write("\n(return goes back)\n")
                _ = readLine()
            }
        }
    }

    /// Gives the terminal back while something else has it.
    private func away(_ body: () -> Void) {
        terminal.leave()
        body()
        terminal.enter()
        terminal.invalidate()
    }

    private mutating func ask(_ type: String, _ name: String) {
        do throws(any Error) {
            let run = try reader.run(name)
            let request: ControlRequest = type == "pause" ? .pause : type == "resume" ? .resume : .cancel
            try Requests.refuse(request, of: run, in: reader)
            try Requests.write(type, to: reader, run: run.id)
            screen.message = "asked to \(type) " + StyledText(name, .name)
        } catch {
            screen.message = StyledText(CommandError(error)?.sentence ?? "\(error)", .bad)
        }
    }
}
