public import GitNames

/// What HEAD says.
public enum Head: Hashable, Sendable {
    /// A branch, and the commit on it; `nil` before its first commit.
    case branch(RefName, ObjectID?)
    /// A commit, on no branch.
    case detached(ObjectID)

    /// The commit; `nil` before the first.
    public var commit: ObjectID? {
        switch self {
        case .branch(_, let id): id
        case .detached(let id): id
        }
    }
}

extension Repository {
    /// HEAD of this work tree.
    public func head() throws(GitError) -> Head {
        guard let head = try head(in: gitDirectory) else {
            throw GitError(.corrupt, operation: "read HEAD", message: "\(gitDirectory) has no HEAD")
        }
        return head
    }

    /// HEAD as it stands in a git directory of this repository.
    func head(in directory: String) throws(GitError) -> Head? {
        guard let bytes = try FileSystem.read(directory + "/HEAD", limit: 1 << 16, "read HEAD") else { return nil }
        switch RefContent(bytes) {
        case .direct(let id): return .detached(id)
        case .symbolic(let name): return .branch(name, try ref(name))
        case nil:
            throw GitError(
                .corrupt, operation: "read HEAD", message: "\(directory)/HEAD names neither a branch nor a commit")
        }
    }
}
