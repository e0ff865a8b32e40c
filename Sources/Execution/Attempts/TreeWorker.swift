import Documents
import Executors
public import Git
public import GitNames
public import Pipelines

/// Does the blocking work on work trees: one thread, one repository handle, one job at a time.
public actor TreeWorker {
    private let executor: ThreadExecutor
    private let path: String
    private var opened: Repository?

    /// Starts the thread; the repository is opened with the first job.
    public init(repository path: String, number: Int) {
        executor = ThreadExecutor(name: "td-trees-\(number)")
        self.path = path
    }

    /// The thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func repository() throws(GitError) -> Repository {
        if let opened { return opened }
        let repository = try Repository.open(at: path)
        opened = repository
        return repository
    }

    // MARK: Work trees

    /// A work tree that is ready for an attempt.
    struct LaidOut: Sendable {
        var tree: PrivateWorkTree
        /// The tree of the commit that is laid out.
        var base: ObjectID
        /// What a setup in it is good for.
        var setup: SetupKey?
        /// Whether what a setup makes is in it already.
        var isSetUp: Bool
        /// Files that were put there beside the commit, which are never taken for results.
        var copied: Set<RawPath> = []
    }

    /// Takes a tree of the pool for an attempt.
    func take(for spec: AttemptSpec, from pool: TreePool) -> TreeLease {
        // What cannot be read now is said when the tree is laid out.
        pool.take(for: spec.base, keep: spec.loop.keep, setup: try? setupKey(spec))
    }

    private func setupKey(_ spec: AttemptSpec) throws(GitError) -> SetupKey? {
        guard spec.loop.setup != nil, !spec.loop.keep.isEmpty else { return nil }
        let repository = try repository()
        let top = try repository.tree(repository.commit(spec.base).tree).filter { $0.mode != .tree }
        return SetupKey(
            spec.loop, top: top.map { "\(String($0.mode.rawValue, radix: 8)) \($0.id) \($0.name.display)" })
    }

    /// Lays out a work tree: one that was used before is brought to the commit, else it is a fresh one.
    func layOut(
        _ spec: AttemptSpec, in lease: TreeLease, of pool: TreePool
    ) throws(AttemptFailure) -> LaidOut {
        do throws(GitError) {
            let repository = try repository()
            let identity = Signature(name: spec.identity.name, email: spec.identity.email, seconds: 0)
            let setup = try setupKey(spec)
            let base = try repository.commit(spec.from).tree
            let place = lease.place
            if let stamp = lease.stamp {
                let tree = PrivateWorkTree(
                    at: place.tree, index: place.index, branch: spec.workBranch, identity: identity)
                let keep = stamp.keep == spec.loop.keep ? stamp.keep : []
                if (try? tree.reset(to: spec.from, borrowing: repository, keeping: keep)) != nil {
                    return LaidOut(
                        tree: tree, base: base, setup: setup, isSetUp: setup != nil && stamp.setup == setup)
                }
                // Whatever is wrong with it, a fresh one has no part in that; where the commit is to blame, it says so.
            }
            guard pool.clear(lease) else {
                throw GitError(
                    .os, operation: "lay out", message: "what stands at \(place.directory) cannot be moved away")
            }
            do throws(AttemptFailure) { try place.make() } catch {
                throw GitError(
                    error.errorClass == .transient ? .noSpace : .os, operation: "lay out", message: error.message)
            }
            let tree = try PrivateWorkTree.create(
                at: place.tree, index: place.index, borrowing: repository, commit: spec.from, branch: spec.workBranch,
                identity: identity)
            return LaidOut(tree: tree, base: base, setup: setup, isSetUp: false)
        } catch {
            throw AttemptFailure(error)
        }
    }

    /// Gives a tree back with what is known of it; with nothing it is thrown away.
    func end(_ lease: TreeLease, _ stamp: TreeStamp?, in pool: TreePool) {
        if let stamp { pool.give(lease, stamp) } else { pool.discard(lease) }
    }

    /// Copies ignored files of the workspace's working tree into a work tree.
    func copy(
        _ patterns: [String], from source: String, into tree: PrivateWorkTree
    ) throws(AttemptFailure) -> NamedFiles {
        do throws(GitError) {
            return try tree.copyFiles(
                named: patterns, from: source,
                limits: NamedFileLimits(files: 10_000, fileBytes: 64 << 20, totalBytes: 256 << 20))
        } catch {
            throw AttemptFailure(error)
        }
    }

    /// Puts ignored files of a work tree into a tree of the repository, but none that must not be committed.
    func keep(
        _ patterns: [String], of tree: PrivateWorkTree, guarding contentGuard: ContentGuard
    ) throws(AttemptFailure) -> (files: NamedFiles, pack: KeptPack?) {
        do throws(GitError) {
            let writer = try repository().writer()
            let files = try tree.keepFiles(
                named: patterns, limits: NamedFileLimits(files: 1000, fileBytes: 32 << 20, totalBytes: 64 << 20),
                into: writer
            ) { path, content in
                let inspection = ContentGuard.Inspection(contentGuard)
                inspection.inspect(path, content) { nil }
                return inspection.failure == nil ? nil : "holds what looks like a secret"
            }
            return (files, try writer.finish())
        } catch {
            throw AttemptFailure(error)
        }
    }

    // MARK: Results

    /// What a pass left: the commit of it, where anything changed.
    struct Taken: Sendable {
        var tip: ObjectID
        var tree: ObjectID
        var pack: KeptPack?
        /// What could not be taken of the agent's own commits, as a sentence.
        var refusal: String?
        /// What the work tree was found to hold, where there is a commit of it.
        var collected: Collected?
    }

    /// Takes what a pass left, commits it on top of the work branch, and puts the private repository there.
    ///
    /// - Parameter always: makes a commit also where nothing changed.
    func take(
        _ worktree: PrivateWorkTree, since tip: ObjectID, tree: ObjectID, message: String, identity: Identity,
        at seconds: Int64, always: Bool, guarding contentGuard: ContentGuard, leavingOut copied: Set<RawPath>
    ) throws(AttemptFailure) -> Taken {
        let inspection = ContentGuard.Inspection(contentGuard)
        let refused: AttemptFailure
        do throws(GitError) {
            let repository = try repository()
            let writer = try repository.writer()
            let imported = try worktree.importCommits(
                since: tip, from: repository, into: writer, inspecting: inspection.inspect)
            let collected = try worktree.collect(
                into: writer, leavingOut: copied, inspecting: inspection.inspect)
            guard let failure = inspection.failure else {
                return try commit(
                    collected, imported, of: worktree, since: tip, tree: tree, message: message, identity: identity,
                    at: seconds, always: always, into: writer)
            }
            refused = failure
        } catch {
            throw AttemptFailure(error)
        }
        // The writer has gone without having written anything.
        throw refused
    }

    private func commit(
        _ collected: Collected, _ imported: ImportedCommits, of worktree: PrivateWorkTree, since tip: ObjectID,
        tree: ObjectID, message: String, identity: Identity, at seconds: Int64, always: Bool,
        into writer: ObjectWriter
    ) throws(GitError) -> Taken {
        let repository = try repository()
        var taken = Taken(tip: imported.tip ?? tip, tree: collected.tree, pack: nil, refusal: imported.refusal)
        let before = try imported.tip.map { id throws(GitError) in try repository.commit(id).tree } ?? tree
        if always || collected.tree != before {
            let who = Signature(name: identity.name, email: identity.email, seconds: seconds)
            taken.tip = try writer.commit(
                tree: collected.tree, parents: [taken.tip], author: who, committer: who, message: message)
            taken.collected = collected
        }
        taken.pack = try writer.finish()
        if taken.tip != tip { try worktree.advance(to: taken.tip, after: collected, borrowing: repository) }
        return taken
    }

    /// Writes the captured output as a blob.
    func store(log: [UInt8]) throws(AttemptFailure) -> (id: ObjectID, pack: KeptPack?) {
        do throws(GitError) {
            let writer = try repository().writer()
            let id = try writer.blob(log)
            return (id, try writer.finish())
        } catch {
            throw AttemptFailure(error)
        }
    }

    /// Documents that one tree has and another has not, or not with that content.
    public func documents(from base: ObjectID, to tree: ObjectID, globs: Settings.Documents) throws(GitError)
        -> [DocumentKey]
    {
        let repository = try repository()
        let baseTree = try repository.commit(base).tree
        guard baseTree != tree else { return [] }
        let patterns = [globs.plan, globs.spec, globs.phase].map { Glob($0) }
        return try repository.changes(from: baseTree, to: tree).compactMap { change in
            guard let new = change.new, let path = change.path.text, Document.isDocumentName(path),
                patterns.contains(where: { $0.matches(path) })
            else { return nil }
            return DocumentKey(path: path, blob: new.id)
        }
    }

    /// The content of a file at a commit; `nil` when there is none.
    func file(_ path: String, at commit: ObjectID, limit: Int) throws(AttemptFailure) -> [UInt8]? {
        do throws(GitError) {
            let repository = try repository()
            guard let entry = try repository.entry(at: RawPath(path), in: repository.commit(commit).tree) else {
                return nil
            }
            guard entry.mode == .file || entry.mode == .executable else {
                throw GitError(.invalid, operation: "read document", message: "\(path) is no regular file")
            }
            return try repository.blob(entry.id, limit: limit)
        } catch {
            throw AttemptFailure(error)
        }
    }
}
