import CLibgit2
public import GitNames

/// Objects in the making: they gather in memory and become one pack in the repository.
///
/// What was written can be read through the same repository at once, and by nobody else before `finish`. A writer
/// that is let go without `finish` leaves nothing. What the repository already has is written again, because what
/// no ref holds may be pruned before the new objects are held by one. Confined to its repository's thread.
public final class ObjectWriter {
    let repository: Repository
    /// What this writer holds, in the order it came.
    private(set) var written: [ObjectID] = []
    private var held: Set<ObjectID> = []

    init(_ repository: Repository) { self.repository = repository }

    deinit { for id in written { repository.store.memory.drop(id) } }

    /// How many objects the pack would have.
    public var count: Int { written.count }

    /// Writes a blob.
    @discardableResult
    public func blob(_ bytes: [UInt8]) throws(GitError) -> ObjectID { try write(.blob, bytes) }

    /// Writes a commit. Its tree and parents must exist; a message may hold anything but NUL.
    @discardableResult
    public func commit(
        tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
    ) throws(GitError) -> ObjectID {
        let operation = "write commit"
        try require(tree, .tree, operation)
        for parent in parents { try require(parent, .commit, operation) }
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        text += "author \(try author.line(operation))\ncommitter \(try committer.line(operation))\n\n"
        return try write(.commit, Self.bytes(text, message: message, operation))
    }

    /// Writes a commit as `commit` does, with a signature.
    ///
    /// - Parameter sign: makes the signature of the commit's bytes.
    @discardableResult
    public func signedCommit(
        tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String,
        sign: ([UInt8]) throws(GitError) -> [UInt8]
    ) throws(GitError) -> ObjectID {
        let id = try commit(tree: tree, parents: parents, author: author, committer: committer, message: message)
        let plain = try repository.object(id, limit: 16 << 20).bytes
        var text = try sign(plain)
        while text.last == UInt8(ascii: "\n") { text.removeLast() }
        // Also lines that are empty are its own.
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // It stands behind the last header.
        var end = plain.startIndex
        while end + 1 < plain.endIndex, !(plain[end] == UInt8(ascii: "\n") && plain[end + 1] == UInt8(ascii: "\n")) {
            end += 1
        }
        let signature = Array("\ngpgsig ".utf8) + lines.joined(separator: Array("\n ".utf8))
        return try write(.commit, Array(plain[..<end]) + signature + plain[end...])
    }

    /// Writes an annotated tag. Its target must exist; a message may hold anything but NUL.
    @discardableResult
    public func tag(
        name: String, target: ObjectID, tagger: Signature, message: String
    ) throws(GitError) -> ObjectID {
        let operation = "write tag"
        guard RefName("refs/tags/" + name).isValid else {
            throw GitError(.invalid, operation: operation, message: "'\(name)' is not a name that a tag can have")
        }
        let kind = try repository.header(target).kind
        let text = "object \(target)\ntype \(kind.rawValue)\ntag \(name)\ntagger \(try tagger.line(operation))\n\n"
        return try write(.tag, Self.bytes(text, message: message, operation))
    }

    /// Takes an object from elsewhere as it is, and names it by its content.
    ///
    /// A tree is checked like one that is written here (names, modes, order), and a commit or tag for its form. What
    /// they refer to is not: it may come later, in any order.
    @discardableResult
    public func copy(raw object: RawObject) throws(GitError) -> ObjectID {
        let malformed = GitError(
            .invalid, operation: "copy object", message: "the \(object.kind.rawValue) is not well-formed")
        switch object.kind {
        case .blob: break
        case .tree:
            guard let entries = TreeText.parse(object.bytes), TreeText.bytes(of: entries) == object.bytes else {
                throw malformed
            }
            for entry in entries { try TreeNames.check(entry) }
            guard try TreeNames.sorted(entries) == entries else { throw malformed }
        case .commit:
            let text = ObjectText(object.bytes)
            guard text.object("tree") != nil, text.first("author") != nil, text.first("committer") != nil,
                !object.bytes.contains(0)
            else { throw malformed }
        case .tag:
            let text = ObjectText(object.bytes)
            guard text.object("object") != nil, text.first("type") != nil, text.first("tag") != nil,
                !object.bytes.contains(0)
            else { throw malformed }
        }
        return try write(object.kind, object.bytes)
    }

    /// Names an object and holds it.
    func write(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
        var oid = git_oid()
        let status = bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, kind.type) }
        try check(status, "write \(kind.rawValue)")
        let id = ObjectID(oid)
        take(id, RawObject(kind: kind, bytes: bytes))
        return id
    }

    /// Holds an object that has its name already.
    func take(_ id: ObjectID, _ object: RawObject) {
        guard held.insert(id).inserted else { return }
        written.append(id)
        repository.store.memory.hold(id, object)
    }

    /// Whether this writer's pack will have an object.
    public func holds(_ id: ObjectID) -> Bool { held.contains(id) }

    /// Lets go of what was written last, down to the first `count` objects.
    func truncate(to count: Int) {
        while written.count > count, let id = written.popLast() {
            held.remove(id)
            repository.store.memory.drop(id)
        }
    }

    /// Sees to it that an object refers to something that is there, and is of the right kind.
    func require(_ id: ObjectID, _ kind: ObjectKind, _ operation: String) throws(GitError) {
        let found: ObjectKind
        do { found = try repository.header(id).kind } catch {
            throw GitError(error.code, operation: operation, message: error.message, hint: error.hint)
        }
        guard found == kind else {
            throw GitError(
                .invalid, operation: operation, message: "\(id) is a \(found.rawValue), not a \(kind.rawValue)")
        }
    }

    private static func bytes(
        _ header: String, message: String, _ operation: String
    ) throws(GitError) -> [UInt8] {
        guard !message.utf8.contains(0) else {
            throw GitError(
                .invalid, operation: operation, message: "the message has a NUL in it, which git cannot read")
        }
        return Array(header.utf8) + Array(message.utf8)
    }
}

extension Repository {
    /// Starts to write objects.
    public func writer() throws(GitError) -> ObjectWriter { ObjectWriter(self) }
}
