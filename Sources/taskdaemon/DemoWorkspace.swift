import ArgumentParser
import Daemon
import Foundation
import Reporting
import Templates

/// A repository made for a demonstration, with the user's own git.
enum DemoWorkspace {
    /// Makes the repository with a first commit; answers its path.
    static func make(at directory: String?) throws -> String {
        let path = directory.map { URL(fileURLWithPath: $0).path } ?? temporary()
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandError(.refused, "\(path) exists already")
        }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data("# A demonstration of taskdaemon\n".utf8).write(to: URL(fileURLWithPath: "\(path)/README.md"))
        } catch {
            throw CommandError(.failure, "\(path) cannot be made: \(error.systemReason)")
        }
        try git(["init", "--quiet", "--initial-branch=main"], in: path)
        // The repository's own, so that the commits count as its user's, and need nothing of the user's config.
        try git(["config", "user.name", "Demo"], in: path)
        try git(["config", "user.email", "demo@localhost"], in: path)
        for line in try Scaffold(workTree: path, agent: nil).write() { Terminal.note(line) }
        try commit("start", in: path)
        return path
    }

    /// Commits the plan that starts the run.
    static func commitPlan(in path: String) throws {
        for (name, bytes) in Templates.demo {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            } catch {
                throw CommandError(.failure, "\(file.path) cannot be written: \(error.systemReason)")
            }
        }
        try commit("plan: a word report", in: path)
    }

    private static func commit(_ message: String, in path: String) throws {
        try git(["add", "--all"], in: path)
        try git(
            ["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "-m", message],
            in: path)
    }

    private static func temporary() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("taskdaemon-demo-\(UUID().uuidString.prefix(8))")
            .path
    }

    private static func git(_ arguments: [String], in path: String) throws {
        guard let program = MachineCheck.program("git", in: ProcessInfo.processInfo.environment) else {
            throw CommandError(.failure, "the demonstration needs git on PATH")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-C", path] + arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
        do { try process.run() } catch {
            throw CommandError(.failure, "git cannot be run: \(error.systemReason)")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandError(.failure, "git \(arguments.joined(separator: " ")) exited \(process.terminationStatus)")
        }
    }
}
