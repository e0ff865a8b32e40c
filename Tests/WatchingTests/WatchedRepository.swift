import Executors
import Git
import GitNames
import TaskDaemonTesting
import Testing

@testable import Watching

/// A real repository with a watcher on it, and what the watcher told.
struct WatchedRepository {
    let repository: TemporaryRepository
    let watcher: RefWatcher
    private var batches: RefChanges.Iterator

    /// One thread for all tests: they run one after the other.
    private static let executor = PollingExecutor(name: "watching-tests")

    /// Watches a repository as it is after some preparation.
    init(
        bare: Bool = false, _ options: RefWatcher.Options = .init(),
        prepare: (TemporaryRepository) throws -> Void = { _ in }
    ) async throws {
        repository = try TemporaryRepository(bare: bare)
        if !bare { try repository.commit("first", ["a.txt": "a"]) }
        try prepare(repository)
        watcher = RefWatcher(repository: repository.path, options: options, executor: Self.executor)
        batches = watcher.changes.makeAsyncIterator()
        let start = try await watcher.start()
        #expect(try start == truth(options.scope))
    }

    /// What git itself says of the refs and of the main work tree's HEAD.
    func truth(_ scope: RefScope = .workspace) throws -> RefSnapshot {
        var snapshot = RefSnapshot()
        let list = try repository.git("for-each-ref", "--format=%(objectname) %(refname) %(symref)")
        for line in list.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, scope.contains(String(words[1])) else { continue }
            snapshot.refs[RefName(String(words[1]))] = ObjectID(hex: words[0])
        }
        if try repository.git("rev-parse", "--is-bare-repository") == "true" { return snapshot }
        if try repository.tryGit(["symbolic-ref", "-q", "HEAD"]).status != 0 {
            snapshot.heads[""] = try repository.id("HEAD")
        }
        return snapshot
    }

    /// Does something and expects to be told exactly these changes by the kernel's hints alone, and none after them.
    mutating func expect(
        _ location: SourceLocation = #_sourceLocation, _ operation: (TemporaryRepository) throws -> [RefChange]
    ) async throws {
        var missing = Set(try operation(repository))
        let expected = missing
        var told: [RefTarget: RefChange] = [:]
        while !missing.isEmpty {
            guard let batch = await batches.next() else { break }
            for change in batch {
                var whole = change
                if let earlier = told[change.target] {
                    // A value on the way was seen; what counts is where it came from and where it got.
                    #expect(earlier.new == change.old, sourceLocation: location)
                    whole.old = earlier.old
                }
                told[change.target] = whole.old == whole.new ? nil : whole
                #expect(change.old != change.new, sourceLocation: location)
            }
            missing = expected.subtracting(told.values)
        }
        #expect(Set(told.values) == expected, sourceLocation: location)
        await watcher.scan()
        #expect(watcher.changes.queue.take() == [], sourceLocation: location)
    }
}

extension RefChange {
    static func ref(_ name: String, _ old: ObjectID?, _ new: ObjectID?) -> RefChange {
        RefChange(.ref(RefName(name)), old: old, new: new)
    }
}
