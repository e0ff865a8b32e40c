import Documents
public import Git
public import GitNames

/// Reads from commits what they did to documents.
///
/// Not `Sendable`, as its repository is not: it belongs to one thread.
public struct CommitReader {
    /// Where the commits are.
    public let repository: Repository
    /// The largest document that is read.
    public var documentLimit = Document.defaultLimit
    /// The most documents of one commit that are read; the rest is one problem.
    public var countLimit = 10_000

    /// Takes a repository.
    public init(_ repository: Repository) { self.repository = repository }

    /// The commits to take from a branch, oldest first: along the first parent, back to what any cursor has seen.
    ///
    /// - Parameters:
    ///   - tip: what the branch holds; a tag stands for its commit.
    ///   - cursors: commits that were taken, on any branch; what does not exist any more is ignored.
    ///   - limit: the most that are returned; these are the oldest, so the next call gets the next ones.
    public func commitsToTake(tip: ObjectID, cursors: [ObjectID], limit: Int) throws(GitError) -> [ObjectID] {
        try repository.firstParentCommits(from: repository.peel(tip), seen: Set(cursors), limit: limit)
    }

    /// What a commit did to documents, compared with its first parent; a first commit added all it has.
    ///
    /// A pair of path and content that the parent has is no event, so a moved document is removed and committed.
    /// What stands at a document's path and is none is a problem of that path; an error concerns the whole commit.
    public func documentEvents(of id: ObjectID, globs: DocumentGlobs) throws(GitError) -> CommitReading {
        let commit = try repository.commit(id)
        var reading = CommitReading(commit: commit, events: [], problems: [], isComplete: true)
        var parent: ObjectID?
        if let first = commit.parents.first {
            reading.isComplete = repository.contains(first)
            if reading.isComplete { parent = try repository.commit(first).tree }
        } else {
            reading.isComplete = try !hasUnknownParent(id)
        }
        guard reading.isComplete else { return reading }
        var directories: Set<String> = []
        for change in try repository.changes(from: parent, to: commit.tree) {
            guard reading.events.count + reading.problems.count < countLimit else {
                let message = "the commit changes more than \(countLimit) documents; the rest of them is not read"
                reading.problems.append(DocumentProblem(path: change.path.display, message: message))
                break
            }
            read(change, globs, into: &reading, &directories)
        }
        return reading
    }

    /// Whether a commit without parents has some that a shallow clone left out.
    private func hasUnknownParent(_ id: ObjectID) throws(GitError) -> Bool {
        guard repository.isShallow else { return false }
        let header = try repository.object(id, limit: 64 << 20).bytes.split(separator: 0x0a, maxSplits: 2)
        return header.count > 1 && header[1].starts(with: Array("parent ".utf8))
    }

    private func read(
        _ change: Change, _ globs: DocumentGlobs, into reading: inout CommitReading, _ directories: inout Set<String>
    ) {
        guard let path = change.path.text else {
            // Matched as people see it: a name that is not text can still be meant as a document.
            if globs.kind(of: String(decoding: change.path.bytes, as: UTF8.self)) != nil, change.new != nil {
                reading.problems.append(DocumentProblem(path: change.path.display, message: "the path is not UTF-8"))
            }
            return
        }
        if change.new != nil { remarkDirectories(above: path, globs, into: &reading, &directories) }
        guard let kind = globs.kind(of: path) else { return }
        let old = change.old.flatMap { $0.mode.isFile ? $0.id : nil }
        let new = change.new.flatMap { $0.mode.isFile ? $0.id : nil }
        guard old != new || change.new?.mode.isFile == false else { return }
        if let new {
            switch document(kind, path, new) {
            case .success(let document):
                reading.events.append(
                    DocumentEvent(kind: kind, action: .committed, path: path, blob: new, document: document))
            case .failure(let problem): reading.problems.append(problem)
            }
            return
        }
        if let old {
            let document = try? document(kind, path, old).get()
            reading.events.append(
                DocumentEvent(kind: kind, action: .removed, path: path, blob: old, document: document))
        }
        switch change.new?.mode {
        case .symlink:
            reading.problems.append(
                DocumentProblem(path: change.path.display, message: "it is a symbolic link, not a file"))
        case .submodule:
            reading.problems.append(
                DocumentProblem(path: change.path.display, message: "it is a submodule, not a file"))
        case .tree, .file, .executable, nil: break
        }
    }

    private func remarkDirectories(
        above path: String, _ globs: DocumentGlobs, into reading: inout CommitReading, _ seen: inout Set<String>
    ) {
        for index in path.indices where path[index] == "/" {
            let directory = String(path[..<index])
            guard globs.kind(of: directory) != nil, seen.insert(directory).inserted else { continue }
            let shown = RawPath(directory).display
            reading.problems.append(DocumentProblem(path: shown, message: "it is a directory, not a file"))
        }
    }

    private func document(_ kind: DocumentKind, _ path: String, _ blob: ObjectID) -> Result<Document, DocumentProblem> {
        do throws(GitError) {
            let bytes = try repository.blob(blob, limit: documentLimit)
            do throws(DocumentError) {
                return .success(try Document.parse(bytes, kind: kind, path: path, limit: documentLimit))
            } catch {
                return .failure(DocumentProblem(path: RawPath(path).display, message: error.description))
            }
        } catch {
            let size = error.code == .limitExceeded ? (try? repository.header(blob))?.size : nil
            let message = size.map { DocumentError.tooLarge(size: $0, limit: documentLimit).description }
            return .failure(DocumentProblem(path: RawPath(path).display, message: message ?? error.message))
        }
    }
}

extension DocumentProblem: Error {}

extension FileMode {
    fileprivate var isFile: Bool { self == .file || self == .executable }
}
