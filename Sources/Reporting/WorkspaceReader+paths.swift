import Foundation
import Git

extension WorkspaceReader {
    /// A file that a person named, from the current directory, as its path from the work tree's root.
    public func pathInTree(_ text: String) throws(ReportError) -> String {
        guard let root = repository.workTree else { return text }
        let full = text.hasPrefix("/") ? text : FileManager.default.currentDirectoryPath + "/" + text
        // Both with links resolved; the file itself may not exist.
        let directory = URL(fileURLWithPath: (full as NSString).deletingLastPathComponent).resolvingSymlinksInPath()
            .path
        let path = directory + "/" + (full as NSString).lastPathComponent
        let base = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
        guard path.hasPrefix(base + "/") else {
            throw ReportError(.usage, "'\(text)' is not in the work tree \(base)")
        }
        return String(path.dropFirst(base.count + 1))
    }
}
