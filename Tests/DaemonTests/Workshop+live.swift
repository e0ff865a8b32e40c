import Daemon
import Foundation
import Git
import GitNames
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// Something was waited for that did not come.
struct Overdue: Error, CustomStringConvertible {
    let description: String
}

extension Workshop {
    /// Watches the workspace while the body works, and stops the daemon after it.
    func watching(reporting lines: Lines? = nil, _ body: () async throws -> Void) async throws {
        var options = options(once: false)
        if let lines { options.report = { lines.add($0) } }
        let daemon = WorkspaceDaemon(location, options: options)
        let (ready, signal) = AsyncStream.makeStream(of: Void.self)
        async let outcome = Result.of {
            defer { signal.finish() }
            return try await daemon.run { signal.finish() }
        }
        for await _ in ready {}
        do { try await body() } catch {
            daemon.stop()
            _ = await outcome
            throw error
        }
        daemon.stop()
        _ = try await outcome.get()
    }

    /// Waits until the journals say so.
    func until(_ what: String, _ condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if try condition() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        let runs = try self.runs().map { "\($0.id): \($0.status) \($0.blockers)" }.joined(separator: "\n")
        throw Overdue(description: "it did not come to pass that \(what)\n\(runs)")
    }

    /// Waits until the only run stands so.
    func until(_ status: Run.Status) async throws {
        try await until("the run is \(status)") { try runs().first?.status == status }
    }

    /// A directory beside the repository in which commands of a test leave word.
    func side() throws -> String {
        let side = repository.beside("side")
        try FileManager.default.createDirectory(atPath: side, withIntermediateDirectories: true)
        return side
    }

    /// Commits a pipeline in place of the built-in one, and sets the cursors.
    func define(_ stages: String, more: String = "") async throws {
        let text = "name: taskdaemon\nstart_on: [{event: plan.committed}]\n\(more)stages:\n\(stages)\n"
        _ = try repository.commit("definitions", [".taskdaemon/pipelines/taskdaemon.yml": text])
        try await baseline()
    }

    /// Commits a plan, which starts a run.
    @discardableResult
    func plan(_ text: String = "# Plan: A story\n\nAll of it.\n", at path: String = "plans/story.md") throws -> ObjectID
    {
        try repository.commit("a plan", [path: text])
    }

    /// What a file holds on the run branch.
    func file(_ path: String, of run: Run) throws -> String {
        try repository.git("cat-file", "blob", "\(run.branch):\(path)")
    }

    /// Lets commands go on that wait for a file.
    func touch(_ path: String) { _ = FileManager.default.createFile(atPath: path, contents: Data()) }
}

extension Run {
    /// What the run's parts wait for, in one line.
    var blockers: String {
        stages.keys.map { name in
            "\(name): \(status(of: name)) "
                + blockedOn(in: name).map { "\($0.key): \($0.value.reason) \($0.value.detail)" }.joined(separator: ", ")
        }.joined(separator: "; ")
    }

    /// How the last attempt of an instance failed.
    func lastFailure(_ stage: StageName, _ instance: InstanceName = .main) -> Failure? {
        self.instance(InstanceID(stage, instance))?.past.last?.failure
    }
}

extension Result where Failure == any Error {
    static func of(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}

/// Waits in a shell command until a file is there, for a minute at most.
func waiting(for path: String) -> String {
    "n=0; while ! test -e \(path) && test $n -lt 1200; do sleep 0.05; n=$((n+1)); done"
}
