import Foundation
import Reporting

/// Programs that are found by their names.
enum SearchPath {
    /// The path of a program, as a shell would find it.
    static func find(_ program: String) -> String? {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return directories.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Whether a program that is of use is there.
    static func check(program: String, hint: String) -> DoctorReport.Check {
        guard let path = find(program) else { return .init(program, .doubtful, "not found on PATH", hint: hint) }
        return .init(program, .good, path)
    }

    /// Whether the coding agent of the settings is there.
    static func check(agent: String) -> DoctorReport.Check {
        guard let path = find(agent) else {
            return .init(
                "agent", .bad, "'\(agent)' is not found on PATH", hint: "install it, or set 'agent' in config.yml")
        }
        return .init("agent", .good, path)
    }
}
