import Git
import GitNames
import Pipelines

extension TreeWorker {
    /// Paths that a stage may not change and that differ between the commit it started from and a tree, in order.
    ///
    /// What is protected follows from that commit and the loop's definition, never from what the stage left.
    func forbiddenChanges(of loop: LoopType, from base: ObjectID, to tree: ObjectID) throws(GitError) -> [String] {
        let repository = try repository()
        let baseTree = try repository.commit(base).tree
        guard baseTree != tree else { return [] }
        // A path that cannot be looked up is taken for a file: rather one too many is protected.
        let protection = Protection(loop) { path in
            guard let entry = try? repository.entry(at: RawPath(path), in: baseTree) else { return false }
            return entry.mode != .tree
        }
        guard !protection.isEmpty else { return [] }
        return try repository.changes(from: baseTree, to: tree).map(\.path.display).filter { protection.covers($0) }
    }
}

extension AttemptFailure {
    /// A stage has changed what it may not.
    ///
    /// - Parameters:
    ///   - paths: at least one.
    ///   - base: what it started from.
    ///   - failure: what else was wrong with the pass.
    static func integrity(_ paths: [String], since base: ObjectID, after failure: AttemptFailure?) -> AttemptFailure {
        let shown = paths.prefix(20).joined(separator: ", ")
        let more = paths.count > 20 ? " and \(paths.count - 20) more" : ""
        let before = failure.map { $0.message + "; " } ?? ""
        return AttemptFailure(
            .failed,
            "\(before)integrity: protected paths were changed: \(shown)\(more); put them back as they are in "
                + "\(base.short), or except them with `!PATH` in the loop's `protect`")
    }
}
