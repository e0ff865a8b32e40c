import Foundation
import Pipelines
import Reporting

/// What the commands need of the daemon's side of this machine. Replaced by calls to `Daemon` when that is wired.
struct DaemonSeam {
    /// The directory that the command was started in.
    var directory: String

    /// What a daemon came to.
    enum Outcome {
        case allSucceeded
        case someFailed
    }

    /// A command line that the workspace would run here, and where it stands.
    struct CommandToTrust {
        var command: String
        var origin: String
    }

    /// The captured output of an attempt that runs on this machine: the path of its live file, where there is one.
    ///
    /// `<state>/logs/<run>/<stage>.<instance>.<attempt>.log`
    func liveLog(_ attempt: AttemptID, of run: RunID) -> String? {
        nil
    }

    /// Watches, or with `once` takes what is there and runs until nothing more can run.
    func run(once: Bool, onReady: @escaping @Sendable () -> Void) async throws -> Outcome {
        throw notWired
    }

    /// Sets the cursors, so that what is committed from now on counts; makes the state directory.
    func establish() throws {
        throw notWired
    }

    /// What of the workspace would run on this machine and is not yet trusted.
    func untrustedCommands() throws -> [CommandToTrust] {
        throw notWired
    }

    /// Records that the user has seen and allowed these.
    func trust(_ commands: [CommandToTrust]) throws {
        throw notWired
    }

    /// Checks of this machine: process containment, the state directory, agents.
    func checks() -> [DoctorReport.Check] {
        []
    }

    private var notWired: CommandError { CommandError(.failure, "this build has no daemon yet") }
}
