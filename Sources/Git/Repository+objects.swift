public import GitNames

extension Repository {
    /// Whether an object is there, also when a writer has not finished it yet.
    public func contains(_ id: ObjectID) -> Bool { store.contains(id) }

    /// What an object is and how many bytes it has.
    public func header(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int) {
        try explained { () throws(GitError) in try store.header(id) }
    }

    /// An object as it is stored. More than `limit` bytes are an error before anything is loaded.
    public func object(_ id: ObjectID, limit: Int) throws(GitError) -> RawObject {
        try explained { () throws(GitError) in try store.read(id, limit: limit) }
    }

    /// A commit.
    public func commit(_ id: ObjectID) throws(GitError) -> Commit {
        let bytes = try explained { () throws(GitError) in try store.read(id, .commit) }
        let text = ObjectText(bytes)
        guard let tree = text.object("tree"), let author = text.first("author"), let committer = text.first("committer")
        else { throw ObjectStore.corrupt(id, "is not a well-formed commit") }
        var parents: [ObjectID] = []
        for header in text.headers where header.key.elementsEqual("parent".utf8) {
            guard let parent = ObjectID(hex: String(decoding: header.value, as: UTF8.self)) else {
                throw ObjectStore.corrupt(id, "is not a well-formed commit")
            }
            parents.append(parent)
        }
        if !parents.isEmpty, try shallowCommits().contains(id) { parents = [] }
        return Commit(
            id: id, tree: tree, parents: parents, author: text.signature(author), committer: text.signature(committer),
            message: text.text(text.body))
    }

    /// The entries of a tree, in its order.
    public func tree(_ id: ObjectID) throws(GitError) -> [TreeEntry] {
        let bytes = try explained { () throws(GitError) in try store.read(id, .tree) }
        guard let entries = TreeText.parse(bytes) else { throw ObjectStore.corrupt(id, "is not a well-formed tree") }
        return entries
    }

    /// The content of a blob. More than `limit` bytes are an error before anything is loaded.
    public func blob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
        try explained { () throws(GitError) in try store.read(id, .blob, limit: limit) }
    }

    /// An annotated tag.
    public func tag(_ id: ObjectID) throws(GitError) -> Tag {
        let text = ObjectText(try explained { () throws(GitError) in try store.read(id, .tag) })
        guard let target = text.object("object"), let name = text.first("tag"),
            let kind = text.first("type").flatMap({ ObjectKind(rawValue: String(decoding: $0, as: UTF8.self)) })
        else { throw ObjectStore.corrupt(id, "is not a well-formed tag") }
        return Tag(
            id: id, target: target, targetKind: kind, name: String(decoding: name, as: UTF8.self),
            tagger: text.first("tagger").map { text.signature($0) }, message: text.text(text.body))
    }

    /// What a tag of any depth is finally on; anything else is itself.
    public func peel(_ id: ObjectID) throws(GitError) -> ObjectID {
        var id = id
        for _ in 0..<32 {
            guard try header(id).kind == .tag else { return id }
            id = try tag(id).target
        }
        throw GitError(.invalid, operation: "read object", message: "tag \(id) is on tags more than 32 deep")
    }

    /// Says of a missing object why it may be missing.
    private func explained<Result>(_ body: () throws(GitError) -> Result) throws(GitError) -> Result {
        do { return try body() } catch {
            guard error.code == .notFound, error.hint == nil else { throw error }
            var error = error
            if format.isPartial {
                error.hint = "this is a partial clone; 'git fetch --refetch --no-filter' gets what it left out"
            } else if isShallow {
                error.hint = "this is a shallow clone; 'git fetch --unshallow' gets the rest of the history"
            }
            throw error
        }
    }
}
