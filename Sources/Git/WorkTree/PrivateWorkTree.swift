public import GitNames
import Glibc

/// A directory with a private repository in it, where a command may do what it likes.
///
/// The repository has refs, index and config of its own and borrows the workspace's objects, with the work branch
/// checked out. What a command leaves is read by `collect` and `importCommits`, which trust nothing in the directory;
/// `advance` then puts the private repository at the commit that was made of it. Files are laid out and taken as the
/// bytes that git holds: no conversion of line ends, encodings or idents, and no filter. No call runs a program.
///
/// A value that names places; the files are the state. All calls on one directory are made one at a time, on the thread
/// of the repository that is passed in, and not while a command runs in the directory.
public struct PrivateWorkTree: Hashable, Sendable {
    /// The absolute path of the directory.
    public let directory: String
    /// Where the trusted index is kept: a file outside the directory.
    public let index: String
    /// The work branch.
    public let branch: RefName
    /// Whom the agent's own commits are by.
    public let identity: Signature
    /// How much it may hold.
    public let limits: WorkTreeLimits

    /// Names a work tree that exists already; touches nothing.
    public init(
        at directory: String, index: String, branch: RefName, identity: Signature, limits: WorkTreeLimits = .init()
    ) {
        self.directory = directory
        self.index = index
        self.branch = branch
        self.identity = identity
        self.limits = limits
    }

    /// Opens the directory itself.
    ///
    /// - Throws: `.notFound` when it is gone, `.invalid` when something else stands there.
    func openRoot(for operation: String) throws(GitError) -> OpenDirectory {
        do throws(FileError) {
            return try OpenDirectory.open(path: directory)
        } catch {
            if error.code == ENOENT {
                throw GitError(.notFound, operation: operation, message: "the work tree \(directory) is gone")
            }
            if error.isOtherKind {
                throw GitError(
                    .invalid, operation: operation, message: "the work tree \(directory) is no directory any more")
            }
            throw .workTree(operation, error, at: directory)
        }
    }
}
