import Documents
public import Git
import GitNames
import JSONValues
public import Pipelines

extension Event {
    /// The event of a document, as it happened in a commit on a branch.
    ///
    /// Its data holds the document's facts under the name of its kind. The id is derived from commit, path and action.
    public init(_ document: DocumentEvent, commit: Commit, branch: String) {
        let read = document.document
        let facts: JSON = [
            "id": .string(read?.id ?? ""), "title": .string(read?.title ?? ""), "status": .string(read?.status ?? ""),
            "dependencies": .array((read?.dependencies ?? []).map { .string($0) }), "path": .string(document.path),
            "blob": .string(document.blob.hex), "commit": .string(commit.id.hex), "branch": .string(branch),
            "author": .string(commit.author.name),
        ]
        self.init(
            id: "\(commit.id):\(document.action.rawValue):\(document.path)", type: document.type, source: branch,
            time: Instant(milliseconds: commit.committer.seconds.multipliedReportingOverflow(by: 1000).partialValue),
            subject: document.path, data: .object([document.kind.rawValue: facts]))
    }

    /// The event `branch.updated` or `tag.created` of a change, or `nil` for any other change.
    ///
    /// Its id is derived from the ref and what it held before and after, so a ref that goes back and forth makes the
    /// same event again.
    ///
    /// - Parameters:
    ///   - prefix: of the branches and tags that the daemon makes, `taskdaemon/`; what starts with it has no event.
    ///   - time: when it was seen; git does not tell when a ref moved.
    public init?(_ change: RefChange, ignoring prefix: String, time: Instant) {
        guard case .ref(let name) = change.target else { return nil }
        let type: String
        if let branch = name.branchName, !branch.hasPrefix(prefix) {
            type = "branch.updated"
        } else if let tag = name.rest(after: "refs/tags/"), !tag.hasPrefix(prefix), change.old == nil {
            type = "tag.created"
        } else {
            return nil
        }
        func text(_ id: ObjectID?) -> JSON { id.map { .string($0.hex) } ?? .null }
        self.init(
            id: "\(name):\(change.old?.hex ?? "-"):\(change.new?.hex ?? "-")", type: type, source: name.text,
            time: time,
            subject: name.text,
            data: ["ref": .string(name.text), "old": text(change.old), "new": text(change.new)])
    }
}
