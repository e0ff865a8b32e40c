public import GitNames

// The refs are read and written here and not by libgit2, whose 1.5 cannot be told to leave the repository's config
// and its includes alone, rewrites `packed-refs` from a copy it read before it held the lock (refs that a `git
// pack-refs` beside it has just packed are lost), and leaves refs out of a listing that are packed while it lists.
extension Repository {
    /// The refs whose names start with one of the prefixes, and the ids they hold, not peeled; `[]` means all.
    ///
    /// Symbolic refs are left out, and so are refs that cannot be read (`unreadableRefs` counts them).
    public func refs(under prefixes: [String]) throws(GitError) -> [RefName: ObjectID] {
        unreadableRefs = 0
        var refs: [RefName: ObjectID] = [:]
        var shadowed: Set<RefName> = []
        // Loose before packed: `git pack-refs` writes the packed one before it removes the loose one, and a deletion
        // removes the packed one first, so that a ref is never missed and never rises again.
        for prefix in Self.disjoint(prefixes) {
            var scan = LooseRefs(prefix: prefix)
            try scan.run(in: commonDirectory, excluding: gitDirectory == commonDirectory ? [] : Self.ownPrefixes)
            if gitDirectory != commonDirectory {
                for own in Self.ownPrefixes where own.hasPrefix(prefix) || prefix.hasPrefix(own) {
                    try scan.run(in: gitDirectory, at: own)
                }
            }
            for (name, content) in scan.found {
                shadowed.insert(name)
                if case .direct(let id) = content { refs[name] = id }
            }
            shadowed.formUnion(scan.broken)
            unreadableRefs += scan.unreadable
        }
        let packed = try packedRefs()
        unreadableRefs += packed.unreadable
        for (name, id) in packed.ids where !shadowed.contains(name) {
            if prefixes.isEmpty || prefixes.contains(where: { name.text.hasPrefix($0) }) { refs[name] = id }
        }
        return refs
    }

    /// What a ref holds, not peeled, or `nil` when it does not exist. A symbolic ref holds what its target does.
    public func ref(_ name: RefName) throws(GitError) -> ObjectID? {
        var name = name
        for _ in 0..<6 {
            switch try content(of: name) {
            case nil: return nil
            case .direct(let id): return id
            case .symbolic(let target): name = target
            }
        }
        throw GitError(.invalid, operation: "read ref", message: "\(name) leads to another ref more than 5 times")
    }

    /// What the ref itself says, loose or packed.
    func content(of name: RefName) throws(GitError) -> RefContent? {
        guard name.isValid else {
            throw GitError(.invalid, operation: "read ref", message: "'\(name)' is not a name that a ref can have")
        }
        let path = path(of: name)
        if let bytes = try FileSystem.read(path, limit: 1 << 16, "read ref") {
            guard let content = RefContent(bytes) else {
                throw GitError(
                    .corrupt, operation: "read ref", message: "\(name) holds no object's name (\(path))",
                    hint: "'git reflog show \(name)' may have its last value; 'git update-ref' sets it again")
            }
            return content
        }
        return try packedRefs().ids[name].map { .direct($0) }
    }

    /// The file of a loose ref: HEAD and its like belong to the work tree, and so do a few others.
    func path(of name: RefName) -> String { root(of: name) + "/" + name.text }

    /// The directory that a ref's name is a path in.
    func root(of name: RefName) -> String {
        let own = !name.text.hasPrefix("refs/") || Self.ownPrefixes.contains { name.text.hasPrefix($0) }
        return own ? gitDirectory : commonDirectory
    }

    /// The packed refs as they are now.
    func packedRefs() throws(GitError) -> PackedRefs {
        let path = commonDirectory + "/packed-refs"
        let stamp = PackedRefs.Stamp(path)
        if let cached = packedRefsCache, cached.stamp == stamp { return cached.refs }
        let refs = PackedRefs(try FileSystem.read(path, limit: 1 << 30, "read packed refs") ?? [])
        // Read after the stamp was taken: a replacement in between only makes the next read another one.
        packedRefsCache = stamp.isRacy ? nil : PackedRefs.Cached(refs: refs, stamp: stamp)
        return refs
    }

    /// Refs that each work tree has for itself.
    private static let ownPrefixes = ["refs/bisect/", "refs/rewritten/", "refs/worktree/"]

    /// Prefixes without those that another one covers.
    private static func disjoint(_ prefixes: [String]) -> [String] {
        guard !prefixes.isEmpty else { return ["refs/"] }
        return Set(prefixes).filter { prefix in
            !prefixes.contains { $0 != prefix && prefix.hasPrefix($0) }
        }
    }
}
