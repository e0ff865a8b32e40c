import Daemon
import Foundation

/// This program, as others are to call it.
enum OwnProgram {
    /// Its path: as it is found by its name where that is this one, so that an upgrade in its place is followed.
    static var path: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "taskdaemon"
        guard let found = MachineCheck.program("taskdaemon", in: ProcessInfo.processInfo.environment),
            found.hasPrefix("/")
        else { return own }
        return HookDirectory.canonical(found) == own ? found : own
    }
}
