public import GitNames
import Glibc

extension PrivateWorkTree {
    /// Makes a private work tree of a commit.
    ///
    /// - Parameters:
    ///   - directory: Where; an absolute path whose parent exists and which does not exist itself.
    ///   - index: Where the trusted index is kept, outside of `directory`; its parent exists.
    ///   - repository: The workspace. It must outlive the work tree, and keep `commit` reachable.
    ///   - commit: What is checked out.
    ///   - branch: The work branch that will be at `commit`, a full name under `refs/heads/`.
    ///   - identity: Whom the agent's own commits are by.
    ///   - limits: How much is laid out.
    /// - Throws: `.exists` when something stands at `directory`; `.invalid` and `.limitExceeded` for a tree that is not
    ///   laid out, before anything is written. After any error nothing is left at `directory`.
    public static func create(
        at directory: String, index: String, borrowing repository: Repository, commit: ObjectID, branch: RefName,
        identity: Signature, limits: WorkTreeLimits = .init()
    ) throws(GitError) -> PrivateWorkTree {
        let made = PrivateWorkTree(at: directory, index: index, branch: branch, identity: identity, limits: limits)
        let tree = try repository.commit(commit).tree
        let listing = try TreeListing(of: tree, in: repository, limits: limits)
        try TreeLayout.check(listing.files, in: repository, limits: limits)
        guard mkdir(directory, 0o777) == 0 else {
            throw .workTree("create work tree", FileError("mkdir"), at: directory)
        }
        do throws(GitError) {
            let root = try made.openRoot(for: "create work tree")
            var layout = TreeLayout(into: root, from: repository, limits: limits)
            var files = listing.files
            for position in files.indices { try layout.lay(&files[position]) }
            var index = TrustedIndex(tree: tree, files: files, directoryMode: root.permissions)
            index.settle()
            try made.install(index, at: commit, in: root, borrowing: repository)
        } catch {
            try? remove(at: directory)
            throw error
        }
        return made
    }

    /// Puts the private repository at a commit, and the trusted index with it.
    func install(
        _ index: TrustedIndex, at commit: ObjectID, in root: OpenDirectory, borrowing repository: Repository
    ) throws(GitError) {
        guard branch.isValid, branch.branchName != nil else {
            throw GitError(.invalid, operation: "create work tree", message: "\(branch) is no branch")
        }
        let state = PrivateGitDirectory.State(
            branch: branch, commit: commit, identity: identity, objects: repository.objectsDirectory,
            shallow: repository.shallowFile, files: index.files)
        // Both are made of every file there is, and neither needs the other.
        let trusted = SideThread { index.encoded }
        do throws(FileError) {
            try PrivateGitDirectory(in: root).install(state)
        } catch {
            _ = trusted.wait()
            throw .workTree("create work tree", error, at: "\(directory)/.git")
        }
        try save(trusted.wait())
    }
}

extension Repository {
    /// Where the workspace's own objects are.
    fileprivate var objectsDirectory: String {
        commonDirectory + (commonDirectory.hasSuffix("/") ? "" : "/") + "objects"
    }

    /// The bytes of `shallow`, when the repository has it.
    fileprivate var shallowFile: [UInt8]? {
        guard isShallow, let directory = try? OpenDirectory.open(trusted: commonDirectory) else { return nil }
        return try? directory.read(Array("shallow".utf8), limit: 16 << 20).bytes
    }
}
