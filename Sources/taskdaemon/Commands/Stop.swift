import Git
import ArgumentParser
import Foundation
import Glibc
import Journaling
import Reporting

/// The end of the workspace's daemon.
struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End the daemon of this workspace, wherever it was started.",
        discussion: """
            What runs is interrupted and goes on with the next daemon. Waits until it has ended.

            Examples:
              taskdaemon stop
            """)

    @OptionGroup var workspace: WorkspaceOptions

    /// How long a daemon may take to end what it runs.
    private static let patience = Duration.seconds(60)

    func run() async throws {
        let common = try workspace.open().repository.commonDirectory
        guard let holder = WorkspaceLock.holder(commonDirectory: common) else {
            Terminal.write("no daemon is running here\n")
            return
        }
        guard let process = WorkspaceLock.holderProcess(commonDirectory: common) else {
            // Between the two looks it may have ended.
            guard WorkspaceLock.holder(commonDirectory: common) != nil else {
                Terminal.write("no daemon is running here\n")
                return
            }
            throw CommandError(
                .refused, "the daemon (\(holder)) is not a process that can be seen from here",
                hint: "it may be another user's, or run in a container: end it there")
        }
        guard kill(process, SIGTERM) == 0 || errno == ESRCH else {
            throw CommandError(.refused, "process \(process) cannot be ended: \(String(cString: strerror(errno)))")
        }
        let deadline = ContinuousClock.now + Self.patience
        while WorkspaceLock.holder(commonDirectory: common) == holder {
            guard ContinuousClock.now < deadline else {
                throw CommandError(
                    .failure, "process \(process) was asked to end and has not within a minute",
                    hint: "it may still do; kill -9 \(process) loses nothing but what runs")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        // It gives the lock back a moment before it is gone.
        while Self.lives(process), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
        Terminal.write("the daemon has ended (\(holder))\n")
    }

    /// Whether a process is there and still runs: one that nobody has waited for yet does not.
    private static func lives(_ process: pid_t) -> Bool {
        guard let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return false }
        // Its name, which is in parentheses, may hold anything.
        let state = String(decoding: status, as: UTF8.self).split(separator: ")").last?.first { $0 != " " }
        return state != "Z" && state != "X"
    }
}
