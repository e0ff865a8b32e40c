public import Definitions
import Git
public import GitNames

extension WorkspaceReader {
    /// The definitions of a commit: regular files below `.taskdaemon/`, size checked before they are loaded.
    public func definitions(at commit: ObjectID) throws(ReportError) -> DefinitionFiles {
        do throws(GitError) {
            let tree = try repository.commit(commit).tree
            guard let folder = try repository.entry(at: ".taskdaemon", in: tree), folder.mode == .tree else {
                return DefinitionFiles()
            }
            var found: [String: [UInt8]] = [:]
            for (path, entry) in try repository.files(in: folder.id, limit: 10_000) {
                guard entry.mode == .file || entry.mode == .executable, let name = path.text else { continue }
                guard DefinitionFiles.isDefinition(name) else { continue }
                guard try repository.header(entry.id).size <= WorkingTree.limit else { continue }
                found[name] = try repository.blob(entry.id, limit: WorkingTree.limit)
            }
            return DefinitionFiles(files: found)
        } catch {
            throw ReportError(error)
        }
    }
}
