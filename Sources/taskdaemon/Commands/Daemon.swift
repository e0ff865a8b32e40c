import ArgumentParser
import Foundation
import Reporting

/// Watches and runs.
struct Daemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch the workspace in the foreground and run what commits ask for.",
        discussion: """
            Prints 'ready' on a line of its own once it watches. With --once it takes what is there, runs until nothing \
            more can run, and exits 0 if every run it touched succeeded, else 1.

            Examples:
              taskdaemon daemon
              taskdaemon daemon --once
            """)

    @Flag(help: "Take what is there, run until nothing more can run, and end.") var once = false
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        try workspace.enter()
        let seam = DaemonSeam(directory: FileManager.default.currentDirectoryPath)
        let outcome = try await seam.run(once: once) { Terminal.write("ready\n") }
        switch outcome {
        case .allSucceeded: return
        case .someFailed: throw ExitCode.failure
        }
    }
}
