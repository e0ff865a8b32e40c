import Git
import GitNames
import Glibc
import JSONValues
import Pipelines
import Synchronization
import TaskDaemonTesting
import Testing

@testable import Execution

/// A repository with what runs attempts on it.
final class AttemptStand: Sendable {
    let repository: TemporaryRepository
    let trees: TreePool
    let runner: AttemptRunner
    private let nursery: Nursery
    private let number = Mutex(0)

    init(
        limits: TreePool.Limits = .init(), in given: TemporaryRepository? = nil,
        free: @escaping @Sendable (String) -> Int64? = { _ in nil }
    ) throws {
        let repository = try given ?? TemporaryRepository()
        self.repository = repository
        trees = TreePool(directory: repository.beside("trees"), limits: limits, freeBytes: free)
        trees.open()
        nursery = try Nursery(tag: "test")
        runner = AttemptRunner(
            workers: (0..<2).map { TreeWorker(repository: repository.path, number: $0) }, nursery: nursery,
            trees: trees, workTree: repository.path, logs: repository.beside("logs"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": repository.home], now: { 1_700_000_000 })
    }

    /// An attempt of its own number that runs a shell script once, with what else the loop type says.
    func spec(_ script: String, at base: ObjectID, _ change: (inout LoopType) -> Void = { _ in }) -> AttemptSpec {
        let number = number.withLock { number in
            number += 1
            return number
        }
        var loop = LoopType(name: "shell", work: .command(.shell(script)), maxIterations: 1)
        change(&loop)
        return AttemptSpec(
            attempt: AttemptID(InstanceID("work", .main), number), run: "run-1234567", pipeline: "test", base: base,
            workBranch: "refs/heads/taskdaemon/run-1234567.work", loop: loop, input: .object([:]), documents: [],
            timeout: .seconds(60), trailers: [], identity: .daemon, globs: Settings.Documents())
    }

    /// Runs an attempt to its end.
    @discardableResult
    func run(
        _ script: String, at base: ObjectID, _ change: (inout LoopType) -> Void = { _ in }
    ) async -> AttemptResult {
        await runner.run(spec(script, at: base, change)) { _ in true }
    }

    /// What an attempt wrote, our own notes among it, without the last line feed.
    func output(of result: AttemptResult) throws -> String {
        try result.log.map { try repository.git("cat-file", "blob", $0.hex) } ?? ""
    }

    /// The work trees that stand, by number.
    func standing() throws -> [String] {
        try names(in: repository.beside("trees")).filter { $0 != "removed" }
    }

    /// What waits for its removal.
    func removals() async throws -> [String] {
        // What was measured may have to go, which is done after that.
        for _ in 0..<2 { await trees.upkeep.finish() }
        return try names(in: repository.beside("trees/removed"))
    }

    private func names(in directory: String) throws -> [String] {
        let stream = try #require(opendir(directory))
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func stop() async {
        await nursery.stop()
        await trees.close()
    }
}

extension AttemptResult {
    /// How it failed.
    var failure: AttemptFailure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }
}
