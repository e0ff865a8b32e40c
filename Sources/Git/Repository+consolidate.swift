import CLibgit2
import GitNames
import Glibc

extension Repository {
    /// Makes one pack of the many small ones that writers have left, and clears away what a crash left half-done.
    ///
    /// Only packs that writers made here, that are released and are no larger than `largest` bytes; with fewer than
    /// `atLeast` of those nothing happens. A pack that is larger than all smaller ones together is left as it is, so an
    /// object is written anew only about as often as the whole doubles. The new pack is there, and kept, before an old one
    /// goes. Returns how many packs were replaced. Refused, as 0, where the repository says that nothing may be removed.
    @discardableResult
    public func consolidatePacks(atLeast: Int = 50, largest: Int = 64 << 20) throws(GitError) -> Int {
        let operation = "consolidate packs"
        guard !format.keepsEverything else { return 0 }
        try removeLeftovers(olderThan: 3_600, operation)
        let old = try consolidatable(atLeast: atLeast, largest: largest).map(\.pack)
        guard !old.isEmpty else { return 0 }
        try store.reopen()
        var ids: Set<ObjectID> = []
        for pack in old { ids.formUnion(try PackIndex.ids(pack.path(in: commonDirectory, ".idx"))) }
        let new = try PackFile.write(ids.sorted(), of: store)
        for pack in old {
            // The index first: without it nobody starts to read the rest.
            for suffix in [".idx", ".rev", ".bitmap", ".mtimes", ".pack"] {
                unlink(pack.path(in: commonDirectory, suffix))
            }
        }
        try release(new)
        try store.reopen()
        return old.count
    }

    /// How many packs `consolidatePacks` would make one of, and how many bytes they have.
    public func consolidatablePacks(atLeast: Int = 50, largest: Int = 64 << 20) throws(GitError) -> (Int, bytes: Int64)
    {
        guard !format.keepsEverything else { return (0, 0) }
        let packs = try consolidatable(atLeast: atLeast, largest: largest)
        return (packs.count, packs.reduce(0) { $0 + $1.size })
    }

    private func consolidatable(
        atLeast: Int, largest: Int
    ) throws(GitError) -> [(pack: KeptPack, size: Int64)] {
        var sizes: [KeptPack: Int64] = [:]
        let released = try packs { pack in
            guard !FileSystem.exists(pack.path(in: commonDirectory, ".keep")) else { return false }
            var status = stat()
            guard stat(pack.path(in: commonDirectory, ".pack"), &status) == 0 else { return false }
            sizes[pack] = Int64(status.st_size)
            return status.st_size <= largest
        }
        guard released.count >= max(2, atLeast) else { return [] }
        let ascending = released.sorted { sizes[$0, default: 0] < sizes[$1, default: 0] }
        // Below this the number of packs costs more than writing them again.
        let small: Int64 = 128 << 10
        var total: Int64 = 0
        return ascending.enumerated().prefix { position, pack in
            let size = sizes[pack, default: 0]
            defer { total += size }
            return position < 2 || size <= max(total, small)
        }.map { ($0.element, sizes[$0.element, default: 0]) }
    }

    /// Removes what a process left that was ended while it wrote a pack.
    private func removeLeftovers(olderThan seconds: Int, _ operation: String) throws(GitError) {
        let objects = commonDirectory + "/objects"
        let packs = objects + "/pack"
        for name in try FileSystem.names(in: objects, operation) ?? [] {
            let text = String(decoding: name, as: UTF8.self)
            guard text.hasPrefix(PackFile.temporaryPrefix), isOlder(objects + "/" + text, seconds) else { continue }
            PackFile.remove(directory: objects + "/" + text)
        }
        for name in try FileSystem.names(in: packs, operation) ?? [] {
            // A pack and its `.keep` without an index: nobody can have seen what is in it.
            let text = String(decoding: name, as: UTF8.self)
            guard text.hasPrefix("pack-" + KeptPack.prefix), let dot = text.lastIndex(of: "."),
                [".keep", ".pack"].contains(text[dot...]), isOlder(packs + "/" + text, seconds),
                !FileSystem.exists(packs + "/" + text[..<dot] + ".idx")
            else { continue }
            unlink(packs + "/" + text)
        }
    }

    private func isOlder(_ path: String, _ seconds: Int) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && time(nil) - status.st_mtim.tv_sec > seconds
    }
}

/// The index of one pack.
private enum PackIndex {
    /// The objects that the pack has.
    static func ids(_ path: String) throws(GitError) -> Set<ObjectID> {
        let operation = "consolidate packs"
        var odb: OpaquePointer?
        var backend: UnsafeMutablePointer<git_odb_backend>?
        try check(git_odb_new(&odb), operation)
        defer { git_odb_free(odb) }
        try check(git_odb_backend_one_pack(&backend, path), operation, subject: path)
        try check(git_odb_add_backend(odb, backend, 1), operation)
        var ids: Set<ObjectID> = []
        let status = withUnsafeMutablePointer(to: &ids) { ids in
            git_odb_foreach(
                odb,
                { oid, payload in
                    guard let oid, let payload else { return -1 }
                    payload.assumingMemoryBound(to: Set<ObjectID>.self).pointee.insert(ObjectID(oid.pointee))
                    return 0
                }, ids)
        }
        try check(status, operation, subject: path)
        return ids
    }
}
