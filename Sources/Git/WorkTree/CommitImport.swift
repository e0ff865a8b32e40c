import GitNames

/// One chain of an agent's commits being followed and checked, before any of it is copied.
struct CommitImport {
    /// Why it ends early.
    enum Stop: Error {
        /// Something is wrong with the commits.
        case refused(String)
        /// Something is wrong with the workspace.
        case failed(GitError)
    }

    /// What the workspace does not have yet, commits last.
    var found: [RawObject] { objects + commits }

    /// How many commits were found to be the agent's.
    private(set) var commitCount = 0

    private let source: PrivateObjects
    private let base: ObjectID
    private let repository: Repository
    private let limits: WorkTreeLimits
    private let inspect: ContentInspection?
    private var objects: [RawObject] = []
    private var commits: [RawObject] = []
    private var bytes = 0
    private var visited = 0
    private var checkedTrees: Set<ObjectID> = []
    private var checkedBlobs: Set<ObjectID> = []

    init(
        of source: PrivateObjects, since base: ObjectID, into repository: Repository, limits: WorkTreeLimits,
        inspecting inspect: ContentInspection?
    ) {
        self.source = source
        self.base = base
        self.repository = repository
        self.limits = limits
        self.inspect = inspect
    }

    /// Follows all parents from a tip to `base` and its ancestors, and checks what it meets.
    mutating func follow(_ tip: ObjectID) throws(Stop) {
        var trees: [ObjectID: ObjectID] = [:]
        var read: [(id: ObjectID, text: CommitText)] = []
        var pending = [tip]
        var reachesBase = false
        while let id = pending.popLast() {
            if id == base { reachesBase = true }
            if trees[id] != nil { continue }
            if let tree = try treeOfAncestor(id) {
                trees[id] = tree
                continue
            }
            guard read.count < limits.importedCommits else {
                throw .refused("there are more than \(limits.importedCommits) commits")
            }
            let text = try commit(id)
            trees[id] = text.tree
            read.append((id, text))
            pending += text.parents
        }
        guard reachesBase, !read.isEmpty else {
            throw .refused("commit \(tip.short) is not on top of \(base.short)")
        }
        for (_, text) in read { try check(tree: text.tree, against: text.parents.first.flatMap { trees[$0] }) }
        commitCount = read.count
    }

    /// The tree of a commit that is `base` or an ancestor of it, or `nil` for any other.
    private func treeOfAncestor(_ id: ObjectID) throws(Stop) -> ObjectID? {
        do throws(GitError) {
            guard repository.contains(id), try repository.header(id).kind == .commit,
                try repository.isAncestor(id, of: base)
            else { return nil }
            return try repository.commit(id).tree
        } catch {
            throw .failed(error)
        }
    }

    private mutating func commit(_ id: ObjectID) throws(Stop) -> CommitText {
        let object = try read(id, .commit, "commit \(id.short)")
        guard let text = CommitText(object.bytes) else { throw .refused("commit \(id.short) is malformed") }
        inspect?(RawPath("commit \(id.short)"), object.bytes) { nil }
        commits.append(object)
        return text
    }

    /// Checks a tree and all below it that differs from another one, and gathers what the workspace does not have.
    private mutating func check(tree: ObjectID, against known: ObjectID?) throws(Stop) {
        var pending: [(id: ObjectID, known: ObjectID?, path: RawPath, depth: Int)] = []
        pending.append((tree, known, RawPath(bytes: []), 0))
        while let next = pending.popLast() {
            if next.id == next.known { continue }
            let before = try next.known.map { id throws(Stop) in try entries(of: id) } ?? []
            let byName = Dictionary(before.map { ($0.name, $0) }) { first, _ in first }
            // A tree that was checked may still hold a submodule that is new in this place, so it is gone through again.
            let isChecked = checkedTrees.contains(next.id)
            let now = try isChecked ? entries(of: next.id) : newTree(next.id, next.path)
            visited += now.count
            guard visited <= limits.entries else { throw .refused("there are more than \(limits.entries) entries") }
            for entry in now {
                let path = next.path.appending(entry.name)
                let old = byName[entry.name]
                switch entry.mode {
                case .tree:
                    guard next.depth < limits.depth else {
                        throw .refused("\(path.display) is more than \(limits.depth) directories deep")
                    }
                    pending.append((entry.id, old?.mode == .tree ? old?.id : nil, path, next.depth + 1))
                case .submodule:
                    guard old == entry else { throw .refused("\(path.display): a submodule was changed or added") }
                case .file, .executable, .symlink:
                    if old?.id != entry.id { try checkBlob(entry.id, path, was: old?.id) }
                }
            }
        }
    }

    /// Entries of a tree that is in order by all we know.
    private func entries(of id: ObjectID) throws(Stop) -> [TreeEntry] {
        if repository.contains(id) {
            do throws(GitError) {
                return try repository.tree(id)
            } catch {
                throw .failed(error)
            }
        }
        let object = try read(id, .tree, "tree \(id.short)")
        return TreeText.parse(object.bytes) ?? []
    }

    /// Entries of a tree that is met for the first time.
    private mutating func newTree(_ id: ObjectID, _ path: RawPath) throws(Stop) -> [TreeEntry] {
        let entries: [TreeEntry]
        // From the agent's own objects first: what only lies about in the workspace may be pruned.
        if source.header(id) == nil, repository.contains(id) {
            entries = try self.entries(of: id)
        } else {
            let object = try read(id, .tree, "tree \(id.short)")
            guard let parsed = TreeText.parse(object.bytes), TreeText.bytes(of: parsed) == object.bytes else {
                throw .refused("tree \(id.short) is malformed")
            }
            try gather(object)
            entries = parsed
        }
        for (entry, next) in zip(entries, entries.dropFirst()) where !TreeText.precedes(entry, next) {
            throw .refused("tree \(id.short) is not in order")
        }
        var names: Set<RawPath> = []
        for entry in entries {
            guard EntryName.isAllowed(entry), names.insert(entry.name).inserted else {
                throw .refused("\(path.appending(entry.name).display) is not a name for a tree")
            }
        }
        checkedTrees.insert(id)
        return entries
    }

    private mutating func checkBlob(_ id: ObjectID, _ path: RawPath, was old: ObjectID?) throws(Stop) {
        let isNew = checkedBlobs.insert(id).inserted
        guard isNew || inspect != nil else { return }
        if source.header(id) == nil, repository.contains(id) {
            // Its content is here already, its name is not.
            inspect?(path, []) { nil }
            guard let header = try? repository.header(id), header.kind == .blob else {
                throw .refused("\(path.display) is no file's content")
            }
            return
        }
        let object = try read(id, .blob, path.display)
        inspect?(path, object.bytes) { old.flatMap { content(of: $0) } }
        if isNew { try gather(object) }
    }

    /// What a blob of an earlier commit holds, the agent's or the workspace's.
    private func content(of blob: ObjectID) -> [UInt8]? {
        source.object(blob, limit: limits.fileBytes)?.bytes ?? (try? repository.blob(blob, limit: limits.fileBytes))
    }

    private func read(_ id: ObjectID, _ kind: ObjectKind, _ what: String) throws(Stop) -> RawObject {
        guard let header = source.header(id) else { throw .refused("\(what) is missing or damaged") }
        guard header.kind == kind else { throw .refused("\(what) is a \(header.kind.rawValue)") }
        guard header.size <= limits.fileBytes else { throw .refused("\(what) has \(header.size) bytes") }
        guard let object = source.object(id, limit: limits.fileBytes) else {
            throw .refused("\(what) is missing or damaged")
        }
        return object
    }

    /// Keeps an object to be copied, within the limits.
    private mutating func gather(_ object: RawObject) throws(Stop) {
        bytes += object.bytes.count
        guard objects.count < limits.importedObjects, bytes <= limits.collectedBytes else {
            throw .refused("the commits bring too many objects")
        }
        objects.append(object)
    }
}
