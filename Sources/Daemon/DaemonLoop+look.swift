import Definitions
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Watching

extension DaemonLoop {
    /// Looks at the truth: watched branches, requests, and whether our own refs are where the runs put them.
    mutating func look() async throws {
        await tryTo("read the settings") { try await $0.takeSettings() }
        try await verifyRefs()
        try await verifyArchive()
        try await takeRequests()
        try await takeCommits()
        try await takeSchedules()
        await tryTo("look for reverts") { try await $0.lookForReverts() }
    }

    /// Takes the settings of the commit that HEAD is at now; where something is wrong with them, all stay as they were.
    mutating func takeSettings() async throws {
        let (read, error) = try await store.checkedSettings()
        let topic = "the settings"
        if let error {
            reportOnce(
                "\(error.file):\(error.line): \(error.message); the settings stay as they were", about: topic)
            return
        }
        troubles[topic] = nil
        var taken = read
        taken.branchPrefix = settings.branchPrefix
        if read.branchPrefix == settings.branchPrefix {
            troubles["git_branch_prefix"] = nil
        } else {
            let line = "`git_branch_prefix` is \(read.branchPrefix) when the daemon is started again"
            reportOnce(line, about: "git_branch_prefix")
        }
        guard taken != settings else { return }
        settings = taken
        unknownLimits.subtract(settings.limits.keys)
    }

    /// Whether any of these refs was moved by somebody else, as far as its value tells.
    ///
    /// Most moves are ours, several for each attempt; a look at everything for each of them would cost more than the
    /// moves.
    func hasOthers(_ changes: [RefChange]) -> Bool {
        let prefix = RefName.branch(settings.branchPrefix).text
        return changes.contains { change in
            guard case .ref(let ref) = change.target else { return true }
            if ref == JournalStore.workspaceRef { return change.new != workspaceHead }
            // A request that is gone was taken, or withdrawn.
            if ref.text.hasPrefix("refs/taskdaemon/inbox/") { return change.new != nil }
            guard let rest = ref.rest(after: prefix) else { return true }
            guard let run = runs[RunID(String(rest.prefix { $0 != "." }))]?.run else { return false }
            return run.refs[ref] != change.new || run.pause?.cause == .branchMoved
        }
    }

    /// A first start without `init` begins at the tips and fires nothing old.
    mutating func setFirstCursors() async throws {
        guard try await store.cursors(owner: owner).isEmpty, workspace.cursors[owner] == nil else { return }
        for branch in try await store.branches(prefix: settings.branchPrefix, watch: settings.watch) {
            try await store.moveCursor(owner: owner, branch: branch.name, to: branch.tip)
        }
    }

    /// Takes the commits of every watched branch, oldest first.
    private mutating func takeCommits() async throws {
        let cursors = try await store.cursors(owner: owner)
        let branches = try await store.branches(prefix: settings.branchPrefix, watch: settings.watch)
        await tryTo("tell of moved branches") { try await $0.takeBranchMoves(branches, cursors: cursors) }
        await tryTo("tell of new tags") { try await $0.takeTags() }
        let written = Set(runs.values.flatMap { $0.run.integrations.flatMap(\.documents) })
        for branch in branches {
            // One that cannot be read keeps its cursor, and the others go on.
            await tryTo("read the commits of \(branch.name)") {
                try await $0.takeCommits(of: branch, cursors: Array(cursors.values), written: written)
            }
        }
    }

    private mutating func takeCommits(
        of branch: WorkspaceStore.Branch, cursors: [ObjectID], written: Set<DocumentKey>
    ) async throws {
        let seen = cursors + Array((workspace.cursors[owner] ?? [:]).values)
        guard !seen.contains(branch.tip) else {
            pendingCursors[branch.name] = branch.tip
            return
        }
        while true {
            let taken = Array((workspace.cursors[owner] ?? [:]).values)
            let facts = try await store.facts(
                of: branch, owner: owner, seen: seen + taken, written: written, limit: Self.commitsAtOnce)
            for commit in facts {
                decide(.commitSeen(commit), at: options.now())
                pendingCursors[branch.name] = commit.commit
            }
            if facts.count < Self.commitsAtOnce { break }
        }
        pendingCursors[branch.name] = branch.tip
    }

    /// How many commits are read before what they say is decided.
    private static let commitsAtOnce = 200

    /// Cursors move last: when every run that the commits asked for has its journal and its branch.
    mutating func moveCursors() async throws {
        guard workspaceEvents.isEmpty, workspace.requested.isEmpty, !pendingCursors.isEmpty || pendingTags != nil else {
            return
        }
        guard !runs.values.contains(where: { $0.turn != nil }) else { return }
        let known = try await store.cursors(owner: owner)
        for (branch, tip) in pendingCursors.sorted(by: { $0.key < $1.key })
        where known[JournalStore.cursorRef(owner: owner, branch: branch)] != tip {
            try await store.moveCursor(owner: owner, branch: branch, to: tip)
        }
        pendingCursors = [:]
        if let tags = pendingTags {
            try await store.remember(tags: tags, in: JournalStore.cursorRef(owner: owner, branch: Self.tags))
        }
        pendingTags = nil
    }

    /// Takes every request in the inbox, in ULID order.
    private mutating func takeRequests() async throws {
        for item in try await store.requests() {
            guard !takenRequests.contains(item.ulid) else { continue }
            takenRequests.append(item.ulid)
            switch item {
            case .request(let request):
                if let problem = try await store.problem(with: request, settings) {
                    refuse(request.ulid, type: request.type, by: request.by, problem)
                    options.report("the request \(request.ulid) was refused: \(problem)")
                } else {
                    try await take(request)
                }
            case .malformed(let ulid, let reason):
                options.report("the request \(ulid) is malformed: \(reason)")
                refuse(ulid, type: "malformed", by: "", reason)
            }
        }
    }

    mutating func refuse(_ ulid: String, type: String, by: String, _ reason: String) {
        decide(.requestRefused(ulid: ulid, type: type, by: by, reason: reason), at: options.now())
    }

    private mutating func take(_ request: InboxRequest) async throws {
        if request.type == "run" {
            try await takeRun(request)
            return
        }
        if request.isEvent {
            try await takeEvent(request)
            return
        }
        if request.type == "trust", request.run == nil {
            for id in runs.keys.sorted() { try await lookAtTrust(of: id, by: request.by) }
            refuse(request.ulid, type: "trust", by: request.by, "")
            return
        }
        if request.type == "gc" { return await takeUpkeep(request) }
        if request.type == "adopt", request.run == nil, request.data?["schedules"] == .bool(true) {
            decide(.schedulesAsked(owner: owner, ulid: request.ulid, by: request.by), at: options.now())
            return
        }
        if request.type == "adopt" {
            try await takeAdoption(request)
            return
        }
        guard let id = request.run, runs[id] != nil else {
            refuse(request.ulid, type: request.type, by: request.by, await absence(of: request.run))
            return
        }
        let control: ControlRequest
        switch request.type {
        case "pause": control = request.stage.map { .pauseAfter($0) } ?? .pause
        case "resume": control = .resume
        case "cancel": control = .cancel
        case "skip":
            guard let stage = request.stage else {
                refuse(request.ulid, type: request.type, by: request.by, "it names no stage that is to be skipped")
                return
            }
            control = .skip(stage, request.instance, message: request.data?["message"]?.stringValue ?? "")
        case "retry": control = .retry(from: request.stage, instance: request.instance)
        case "rollback":
            guard let target = request.rollbackTarget else {
                refuse(
                    request.ulid, type: request.type, by: request.by,
                    "a rollback names the stage, checkpoint or instance to go back to")
                return
            }
            control = .rollback(to: target, resume: request.data?["resume"] == .bool(true))
        case "approve", "reject", "accepted", "accept_undone", "undo", "restore":
            do {
                control = try await judgement(request, of: id)
            } catch let refusal as WorkspaceStore.Refusal {
                refuse(request.ulid, type: request.type, by: request.by, refusal.reason)
                return
            }
        case "trust": control = .trust
        default:
            refuse(request.ulid, type: request.type, by: request.by, "“\(request.type)” is nothing that can be asked")
            return
        }
        command(id, .requested(ulid: request.ulid, by: request.by, control))
        if control == .trust { try await lookAtTrust(of: id, by: request.by) }
    }

    /// Looks again at what this machine's user has allowed; the request itself allows nothing.
    private mutating func lookAtTrust(of id: RunID, by: String) async throws {
        guard let run = runs[id]?.run, run.end == nil, !run.untrusted.isEmpty else { return }
        if try await store.stillUntrusted(run).isEmpty { command(id, .trusted(by: by)) }
    }

    private mutating func takeRun(_ request: InboxRequest) async throws {
        do {
            let asked = try await store.runRequest(request, prefix: settings.branchPrefix)
            decide(.runAsked(asked, ulid: request.ulid, by: request.by), at: options.now())
        } catch let refusal as WorkspaceStore.Refusal {
            refuse(request.ulid, type: "run", by: request.by, refusal.reason)
            options.report("the request to run was refused: \(refusal.reason)")
        }
    }

    /// Compares our refs with what the runs have stated.
    mutating func verifyRefs() async throws {
        let values = try await store.projections(prefix: settings.branchPrefix)
        for id in runs.keys.sorted() {
            guard let live = runs[id], live.turn == nil else { continue }
            let run = live.run
            if let head = live.head, values.refs[JournalStore.runRef(id)] != head {
                try await store.putBack(JournalStore.runRef(id), to: head)
                command(id, .journalMoved(detail: "somebody else moved the run's journal; it was put back"))
            }
            let worktree = values.checkedOut[run.branch]
            if run.end == nil, run.checkedOutIn != worktree { command(id, .checkedOut(worktree: worktree)) }
            let moving = Set(run.pendingMoves.map(\.ref))
            let actual = values.refs[run.branch]
            if !moving.contains(run.branch), actual != run.tip {
                if let actual {
                    let relation = try await store.relation(of: actual, to: run)
                    if run.end == nil || relation != .elsewhere { command(id, .branchMoved(to: actual, relation)) }
                } else if run.end == nil {
                    command(id, .branchMoved(to: nil, .elsewhere))
                }
            }
            guard run.end == nil else { continue }
            for (ref, stated) in run.refs where ref != run.branch && !moving.contains(ref) && values.refs[ref] != stated
            {
                command(id, .projectionMoved(ref, to: values.refs[ref]))
            }
        }
    }
}

extension InboxRequest {
    /// What a rollback goes back to: the checkpoint of a number, before an instance, or a stage.
    fileprivate var rollbackTarget: RollbackTarget? {
        if case .int(let number)? = data?["checkpoint"] { return Int(exactly: number).map { .checkpoint($0) } }
        guard let stage else { return nil }
        return instance.map { .before(InstanceID(stage, $0)) } ?? .stage(stage)
    }
}
