import Journaling
import Orchestration
public import Pipelines

extension WorkspaceReader {
    /// Every document, by path and content, that a run has written: what is no event when it reaches another branch.
    public func writtenDocuments() throws(ReportError) -> Set<DocumentKey> {
        var written = Set(try runs().runs.flatMap { $0.integrations.flatMap(\.documents) })
        for entry in try workspaceEntries() {
            for case .runArchived(let archived) in entry.events { written.formUnion(archived.documents) }
        }
        return written
    }
}
