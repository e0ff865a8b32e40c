public import GitNames

/// A work tree of a repository: the main one, or one that `git worktree add` made.
public struct Worktree: Hashable, Sendable {
    /// What git calls it; `nil` for the main one.
    public var name: String?
    /// Its directory; of a bare repository, the repository itself.
    public var path: String
    /// Its HEAD, or `nil` when that cannot be read.
    public var head: Head?
    /// The branch that a rebase or bisect which is under way there will go back to: as taken as HEAD's is.
    public var inUse: RefName?
    /// Whether it was locked against pruning.
    public var isLocked: Bool
    /// Whether its directory is there.
    public var isPresent: Bool

    /// States a work tree.
    public init(name: String?, path: String, head: Head?, inUse: RefName?, isLocked: Bool, isPresent: Bool) {
        self.name = name
        self.path = path
        self.head = head
        self.inUse = inUse
        self.isLocked = isLocked
        self.isPresent = isPresent
    }

    /// Whether a branch may not be moved because of this work tree.
    public func holds(_ branch: RefName) -> Bool {
        if inUse == branch { return true }
        if case .branch(branch, _)? = head { return true }
        return false
    }
}

extension Repository {
    /// All work trees of the repository, the main one first, the others by name.
    ///
    /// A bare repository's HEAD is no work tree's, so it is not listed.
    public func worktrees() throws(GitError) -> [Worktree] {
        var trees: [Worktree] = []
        if let path = mainWorkTree { trees.append(try worktree(nil, commonDirectory, path: path)) }
        let directory = commonDirectory + "/worktrees"
        let names = try FileSystem.names(in: directory, "list worktrees") ?? []
        for name in names.compactMap({ String(validating: $0, as: UTF8.self) }).sorted() {
            let own = directory + "/" + name
            guard let file = try FileSystem.line(own + "/gitdir", "list worktrees") else { continue }
            let path = FileSystem.directory(of: FileSystem.resolve(file, from: own))
            trees.append(try worktree(name, own, path: FileSystem.canonical(path) ?? path))
        }
        return trees
    }

    private var mainWorkTree: String? {
        if gitDirectory == commonDirectory { return workTree }
        guard format.isBare != true else { return nil }
        return commonDirectory.hasSuffix("/.git") ? FileSystem.directory(of: commonDirectory) : nil
    }

    private func worktree(_ name: String?, _ directory: String, path: String) throws(GitError) -> Worktree {
        var head: Head?
        // One damaged work tree must not hide the others.
        do { head = try self.head(in: directory) } catch { head = nil }
        return Worktree(
            name: name, path: path, head: head, inUse: try branchInUse(directory),
            isLocked: FileSystem.exists(directory + "/locked"), isPresent: FileSystem.isDirectory(path))
    }

    private func branchInUse(_ directory: String) throws(GitError) -> RefName? {
        for file in ["rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"] {
            guard let name = try FileSystem.line(directory + "/" + file, "list worktrees"), !name.isEmpty else {
                continue
            }
            if name.hasPrefix("refs/heads/") { return RefName(name) }
            let branch = RefName.branch(name)
            if file == "BISECT_START", branch.isValid, try content(of: branch) != nil { return branch }
        }
        return nil
    }
}
