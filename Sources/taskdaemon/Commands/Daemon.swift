import ArgumentParser
import Daemon
import Exposition
import Foundation
import Orchestration
import Reporting

/// Watches and runs.
struct Daemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch the workspace in the foreground and run what commits ask for.",
        discussion: """
            Prints 'ready' on a line of its own once it watches. With --once it takes what is there, runs until nothing \
            more can run, and exits 0 if every run it touched succeeded, else 1.

            With --metrics it serves what 'taskdaemon metrics' writes to Prometheus, at /metrics, and says where. It \
            listens on this machine alone unless the address names another; there is no password.

            Examples:
              taskdaemon daemon
              taskdaemon daemon --once
              taskdaemon daemon --metrics 127.0.0.1:9464
              taskdaemon daemon --metrics /run/user/1000/taskdaemon.sock
            """)

    @Flag(help: "Take what is there, run until nothing more can run, and end.") var once = false
    @Option(
        help: ArgumentHelp(
            "Serve metrics there: HOST:PORT (port 0 is any that is free), a PORT of this machine, or the path of a socket.",
            valueName: "address"))
    var metrics: String?
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        let local = try LocalWorkspace(workspace.open())
        if !local.isTrusted {
            Terminal.note(
                StyledText("this workspace is not trusted: runs with commands wait (taskdaemon trust)", .waiting))
        }
        let registry = PrometheusRegistry(DaemonMetrics.families)
        let server = try metrics.map { try listen(at: $0) }
        let daemon = local.daemon(once: once, metrics: server == nil ? nil : registry)
        guard let server else { return try await run(daemon, local) }
        let (directory, state) = (FileManager.default.currentDirectoryPath, local.location.state)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.run { Self.page(of: directory, state, registry) } }
            defer { server.stop() }
            try await run(daemon, local)
        }
    }

    private func listen(at text: String) throws -> MetricsServer {
        guard let address = ListenAddress(text) else {
            throw CommandError(.usage, "'\(text)' is no address", hint: "127.0.0.1:9464, 9464, or the path of a socket")
        }
        do throws(ListenError) {
            let server = try MetricsServer(address)
            Terminal.write("metrics \(TerminalText.escaped(server.address.text))\n")
            return server
        } catch {
            throw CommandError(.refused, error.description)
        }
    }

    /// What makes the page; called on the thread that serves it, which has the repository to itself.
    private static func page(
        of directory: String, _ state: StateDirectory, _ registry: PrometheusRegistry
    ) -> MetricsServer.Page {
        let page = (try? WorkspaceReader(at: directory)).map { MetricsPage($0, state: state, daemon: registry) }
        return { (try? page?.text()) ?? registry.text }
    }

    private func run(_ daemon: WorkspaceDaemon, _ local: LocalWorkspace) async throws {
        let outcome = try await StopSignals.handling {
            daemon.stop()
        } during: {
            guard once else {
                return try await daemon.run {
                    Terminal.write("ready\n")
                    tell(next: ["taskdaemon status --watch   # in another terminal; Ctrl-C ends the daemon"])
                }
            }
            return try await Progress.shown { try await daemon.run { Terminal.write("ready\n") } }
        }
        guard once else { return }
        if let newest = try? local.reader.run("@") { tell(next: ["taskdaemon status \(newest.id)"]) }
        if !outcome.allSucceeded { throw ExitCode.failure }
    }

    /// Says what can be done next to somebody who looks on.
    private func tell(next: [String]) {
        guard Terminal.isTerminal else { return }
        var page = Page()
        page.add(next: next)
        Terminal.note(page)
    }
}
