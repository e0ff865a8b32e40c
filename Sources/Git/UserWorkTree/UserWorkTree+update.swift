import CLibgit2
public import GitNames
import Glibc

extension UserWorkTree {
    /// Brings index and files from one tree to another: only the files that differ, and none that was changed.
    ///
    /// Obstacles are looked for once more, and are an error (`conflict`) before anything happens. A file that comes into
    /// the way in the very moment is not overwritten either, but others may have been laid out by then.
    public func update(from: ObjectID, to: ObjectID) throws(GitError) {
        let paths = try objects.changes(from: from, to: to).map(\.path)
        guard !paths.isEmpty else { return }
        let operation = "update work tree"
        let obstacles = try obstacles(from: from, to: to)
        guard obstacles.isEmpty else {
            let name =
                (obstacles.changed + obstacles.inTheWay).first?.display ?? obstacles.operation ?? "sparse checkout"
            throw GitError(.conflict, operation: operation, message: "\(name) in \(path) is in the way")
        }
        let old = try tree(from, operation)
        defer { git_tree_free(old) }
        let new = try tree(to, operation)
        defer { git_tree_free(new) }
        var names = paths.map { strdup($0) }
        defer { for name in names { free(name) } }
        let status = try names.withUnsafeMutableBufferPointer { buffer throws(GitError) -> Int32 in
            var options = git_checkout_options()
            try check(git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION)), operation)
            options.checkout_strategy =
                GIT_CHECKOUT_SAFE.rawValue | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH.rawValue
                | GIT_CHECKOUT_DONT_OVERWRITE_IGNORED.rawValue
            options.baseline = old
            options.paths = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            return git_checkout_tree(repository, new, &options)
        }
        try check(status, operation, subject: path)
    }
}

/// A path as C has it, for the caller to free.
private func strdup(_ path: RawPath) -> UnsafeMutablePointer<CChar>? {
    (path.bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { bytes in
        bytes.baseAddress.flatMap { Glibc.strdup($0) }
    }
}
