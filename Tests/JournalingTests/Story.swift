import Expressions
import Git
import GitNames
import JSONValues
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling

/// One run in a real repository, driven as the daemon drives it, the same way every time: what it does next and when
/// follows from the run's state alone.
final class Story {
    let temporary: TemporaryRepository
    let base: ObjectID
    let created: RunCreated
    /// How every process opens the repository.
    let makeTarget: (Repository) -> any PublicationTarget
    private(set) var repository: Repository
    private(set) var store: JournalStore
    private(set) var head: ObjectID?
    private(set) var run: Run?
    private var steps = 0
    private var landed: [RefName] = []
    private var packs: [KeptPack] = []
    /// Every state that was published, by its entry.
    private(set) var states: [ObjectID: Run] = [:]
    let snapshotInterval: Int
    /// What the first stage finds, for the second to fan out over.
    let items: [JSON]

    static let start = Instant(milliseconds: 1_700_000_000_000)

    init(
        snapshotInterval: Int = 3, items: [JSON] = ["core", "shell \u{202e}\u{1b}[31m", "docs"],
        makeTarget: @escaping (Repository) -> any PublicationTarget = { $0 }
    ) throws {
        temporary = try TemporaryRepository()
        base = try temporary.commit("a plan", ["plans/greeter.md": "# Plan: A greeter\n"])
        created = try Self.creation(base)
        self.snapshotInterval = snapshotInterval
        self.items = items
        self.makeTarget = makeTarget
        repository = try temporary.open()
        store = JournalStore(
            repository, identity: .daemon, target: makeTarget(repository), snapshotInterval: snapshotInterval)
    }

    static func creation(_ base: ObjectID) throws -> RunCreated {
        func shell(_ name: LoopName) -> LoopType { LoopType(name: name, work: .command(.shell("true"))) }
        let pipeline = Pipeline(
            name: "three",
            stages: [
                Stage(name: "planning", loop: shell("plan"), triggers: [.manual(approvalRequired: false)]),
                Stage(
                    name: "implementation", loop: shell("work"),
                    triggers: [.onCompletion(sourceStage: "planning", successOnly: true)], parallelInstances: 2,
                    errorHandling: .retry(Retry(maxAttempts: 3)),
                    forEach: try Expression(parsing: "planning.outputs.items")),
                Stage(
                    name: "review", loop: shell("look"),
                    triggers: [.onCompletion(sourceStage: "implementation", successOnly: true)]),
            ])
        let request = RunRequest(
            pipeline: "three", commit: base, branch: "main", eventType: "plan.committed",
            documents: [DocumentKey(path: "plans/greeter.md", blob: base)])
        return RunCreated(
            id: request.runID(), owner: "here", pipeline: pipeline, request: request, documents: [], knownSpecs: [:],
            branchPrefix: "taskdaemon/", identity: .daemon, untrusted: [], supersedes: [], after: [], at: start)
    }

    var id: RunID { created.id }

    /// Drives the run until nothing more happens by itself.
    func play() throws {
        while try step() {}
    }

    /// One turn: what came of one effect, published, and the refs moved. Says whether there was anything to do.
    @discardableResult
    func step() throws -> Bool {
        steps += 1
        try #require(steps < 200, "the run makes no progress")
        guard let run else {
            try publish(Run.create(created))
            return true
        }
        try moveRefs()
        guard let command = try command(for: run) else {
            if !landed.isEmpty { try publish(run.turn(at: now).landing(landed)) }
            return false
        }
        try publish(run.turn(at: now).landing(landed).followed(by: command))
        return true
    }

    /// What a process that starts now knows: nothing but the repository.
    func restart() throws {
        repository = try temporary.open()
        store = JournalStore(
            repository, identity: .daemon, target: makeTarget(repository), snapshotInterval: snapshotInterval)
        (run, head, landed, packs) = (nil, nil, [], [])
        do throws(JournalError) {
            let (run, head) = try store.run(id)
            self.run = run
            self.head = head
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }

    func publish(_ turn: Turn) throws {
        let batch = Batch(runs: [RunEntry(turn, after: head)], keptPacks: packs, time: turn.now)
        let published = try store.publish(batch)
        if let error = published.failed[id] { throw error }
        guard published.lost.isEmpty, let head = published.heads[id] else { throw Interrupted() }
        self.head = head
        run = turn.run
        landed = []
        packs = []
        states[head] = turn.run
        guard published.keptPacks.isEmpty else { throw Interrupted() }
    }

    /// A publication that did not come through.
    struct Interrupted: Error {}

    private var now: Instant { run.map { $0.updatedAt + .seconds(90) } ?? Self.start }

    private func moveRefs() throws {
        for move in run?.pendingMoves ?? [] {
            switch try repository.move(move, message: "test") {
            case .moved: break
            case .differs(let actual): #expect(actual == move.new, "\(move.ref)")
            }
            try run?.apply(.landed([move.ref]))
            landed.append(move.ref)
        }
    }

    /// The first thing there is to do, done.
    private func command(for run: Run) throws -> RunCommand? {
        var mustWait = false
        for effect in run.outstandingEffects {
            switch effect {
            case .attempt(let order): return try attempt(order, run)
            case .merge(let order):
                let writer = try repository.writer()
                let result = try repository.merge(
                    base: repository.commit(order.base).tree, ours: repository.commit(order.onto).tree,
                    theirs: order.tree, into: writer)
                guard case .merged(let tree) = result else { return nil }
                if let pack = try writer.finish() { packs.append(pack) }
                return .mergeTried(order.attempt, onto: order.onto, .merged(tree: tree, documents: []))
            case .wake: mustWait = true
            case .move, .subrun, .supersede, .awaitEnd, .compareApproval: continue
            }
        }
        return mustWait ? .proceed : nil
    }

    /// Two passes, the first of which commits; the first try of `core` fails.
    private func attempt(_ order: AttemptOrder, _ run: Run) throws -> RunCommand {
        let name = "\(order.attempt.instance.stage).\(order.attempt.instance.name)"
        let running = try #require(run.instance(order.attempt.instance)?.running)
        let writer = try repository.writer()
        let tree = try writer.tree(
            updating: repository.commit(order.base).tree,
            [RawPath("out/\(name)"): (.file, writer.blob(Array("\(order.attempt)\n".utf8)))])
        let who = Signature(name: "Ada", email: "ada@example.com", seconds: order.since.seconds)
        let tip = try writer.commit(tree: tree, parents: [order.base], author: who, committer: who, message: name)
        let log = try writer.blob(Array("log of \(order.attempt)\n".utf8))
        if let pack = try writer.finish() { packs.append(pack) }
        if running.iterations == 0 {
            return .iterationEnded(order.attempt, iteration: 1, tip: tip, verdict: "exited 0")
        }
        let hasFailed = order.attempt.instance.name == "core" && order.attempt.number == 1
        let report = AttemptReport(
            outcome: hasFailed
                ? .failed(Failure(.failed, "validation exited 1", exitCode: 1)) : .finished(["items": .array(items)]),
            tip: tip, tree: tree, iterations: 1, log: log)
        return .attemptEnded(order.attempt, report)
    }
}
