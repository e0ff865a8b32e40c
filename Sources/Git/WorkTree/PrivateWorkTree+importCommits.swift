public import GitNames

extension PrivateWorkTree {
    /// Takes over the commits that the agent made on top of `base`.
    ///
    /// They are those that HEAD leads to, or else the work branch, back to `base`. Every commit and every tree of them
    /// is checked like anything from outside, and every object hashed again. They are taken all or not at all: what is
    /// wrong with them is said in the result and throws nothing.
    ///
    /// - Parameters:
    ///   - base: The commit that the work tree was laid out from or last advanced to.
    ///   - repository: The workspace.
    ///   - writer: A writer of the workspace, which they are copied into.
    ///   - inspect: Sees the commits and what is new in them, also of commits that are refused then.
    /// - Throws: Only for what is wrong with the workspace or the machine.
    public func importCommits(
        since base: ObjectID, from repository: Repository, into writer: ObjectWriter,
        inspecting inspect: ContentInspection? = nil
    ) throws(GitError) -> ImportedCommits {
        guard let git = privateGit() else { return .refused("the work tree has no repository any more") }
        let refs = PrivateRefs(in: git)
        let candidates = ["HEAD", branch].compactMap { refs.commit(at: $0) }.filter { $0 != base }
        guard !candidates.isEmpty else { return .none }
        let objects: PrivateObjects
        do throws(GitError) {
            objects = try PrivateObjects(at: directory, git: git)
        } catch {
            return .refused(error.message)
        }
        var refusals: [String] = []
        for tip in candidates {
            var taking = CommitImport(of: objects, since: base, into: repository, limits: limits, inspecting: inspect)
            do throws(CommitImport.Stop) {
                try taking.follow(tip)
            } catch {
                switch error {
                case .refused(let reason): refusals.append(reason)
                case .failed(let error): throw error
                }
                continue
            }
            for object in taking.found { try writer.copy(raw: object) }
            return ImportedCommits(tip: tip, count: taking.commitCount, refusal: nil)
        }
        return .refused(refusals.first ?? "there is no commit")
    }

    private func privateGit() -> OpenDirectory? {
        guard let root = try? OpenDirectory.open(path: directory) else { return nil }
        return try? root.directory(EntryName.git)
    }
}
