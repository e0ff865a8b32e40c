import Digests
import Foundation
import Git
public import GitNames
import Orchestration
public import Pipelines

extension JournalStore {
    /// The archive: one chain of commits, whose newest tree is an index of all archived runs.
    ///
    /// The tree holds `format` (`1`) and, for each run, `runs/<xx>/<run>/` with `run.json` (an `ArchivedRun`) and under
    /// `tags/` the text of each of its tags; `xx` are the first two digits of the name's SHA-256. A commit's first
    /// parent is the archive before; the others keep the journals, and whatever the runs' refs held.
    public static let archiveRef: RefName = "refs/taskdaemon/archive"

    /// Where the archive stands; `nil` when nothing was ever archived.
    public func archiveHead() throws(JournalError) -> ObjectID? {
        try about(Self.archiveRef.text) { () throws(GitError) in try repository.ref(Self.archiveRef) }
    }

    /// The names of all archived runs, in order.
    public func archivedRunIDs() throws(JournalError) -> [RunID] {
        guard let tree = try archiveTree() else { return [] }
        return try reading(Self.archiveRef.text) { () throws(GitError) in try archivedRunIDs(in: tree) }
    }

    /// The names of all runs in a tree of the archive's, in order.
    func archivedRunIDs(in tree: ObjectID) throws(GitError) -> [RunID] {
        guard let runs = try repository.entry(at: ArchiveTree.runs, in: tree) else { return [] }
        var ids: [RunID] = []
        for shard in try repository.tree(runs.id) where shard.mode == .tree {
            ids += try repository.tree(shard.id).compactMap { $0.name.text.map { RunID($0) } }
        }
        return ids.sorted()
    }

    /// What the archive has of a run; `nil` when that is not archived.
    public func archived(_ id: RunID) throws(JournalError) -> ArchivedRun? {
        guard let tree = try archiveTree() else { return nil }
        let bytes = try reading("\(Self.archiveRef) of \(id)") { () throws(GitError) -> [UInt8]? in
            let path = ArchiveTree.path(of: id).appending(ArchiveTree.run)
            guard let entry = try repository.entry(at: path, in: tree) else { return nil }
            return try repository.blob(entry.id, limit: JournalLimits.request)
        }
        guard let bytes else { return nil }
        guard let run = JournalReader<Run>.decode(ArchivedRun.self, bytes), run.id == id else {
            throw JournalError(
                .damaged, subject: Self.archiveRef.text, message: "what the archive has of \(id) cannot be read")
        }
        return run
    }

    /// The last entry of a run's journal, whether the run is archived or not; `nil` when there is no such run.
    public func journalHead(of id: RunID) throws(JournalError) -> ObjectID? {
        let ref = Self.runRef(id)
        if let head = try about(ref.text, { () throws(GitError) in try repository.ref(ref) }) { return head }
        return try archived(id)?.journal
    }

    /// The newest archive's tree, its format being one that is known.
    private func archiveTree() throws(JournalError) -> ObjectID? {
        guard let head = try archiveHead() else { return nil }
        let (tree, format) = try reading(Self.archiveRef.text) { () throws(GitError) in
            let tree = try repository.commit(head).tree
            let entry = try repository.entry(at: JournalTree.format, in: tree)
            return (tree, try entry.map { entry throws(GitError) in try repository.blob(entry.id, limit: 100) })
        }
        guard let format, format == Array(JournalTree.currentFormat.utf8) else {
            throw JournalError(
                .unknownFormat, subject: head.hex,
                message: "the archive is of a format that this program does not know",
                hint: "a newer version of this program reads it")
        }
        return tree
    }
}

/// What is in the archive's tree.
enum ArchiveTree {
    static let runs: RawPath = "runs"
    static let run: RawPath = "run.json"
    static let tags: RawPath = "tags"

    /// A run's directory.
    static func path(of id: RunID) -> RawPath {
        RawPath("runs/\(SHA256.hex(id.rawValue).prefix(2))/\(id.rawValue)")
    }
}
