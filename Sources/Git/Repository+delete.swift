import GitNames
import Glibc

extension Repository {
    /// Deletes a ref whose lock the caller holds: the packed one first, so that nobody sees an old value rise again.
    func delete(_ name: RefName) throws(GitError) {
        let operation = "delete ref"
        try deletePacked(name, operation)
        let path = path(of: name)
        if unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR {
            throw GitError.system(errno, operation, path: path)
        }
        if GitLibrary.durability == .power { try FileSystem.synchronise(FileSystem.directory(of: path), operation) }
        RefLog(self).remove(name)
    }

    private func deletePacked(_ name: RefName, _ operation: String) throws(GitError) {
        let path = commonDirectory + "/packed-refs"
        guard try packedRefs().ids[name] != nil else { return }
        var lock = try LockFile(path, patience: lockPatience, operation)
        // Read again under the lock: what another process packed meanwhile must stay.
        guard let bytes = try FileSystem.read(path, limit: 1 << 30, operation),
            let kept = PackedRefs.removing(name, from: bytes)
        else { return }
        try lock.write(kept)
        try lock.commit()
        packedRefsCache = nil
    }

    /// Removes the directories that a deleted ref leaves empty, but not `refs/heads` and its like.
    func pruneDirectories(of name: RefName) {
        var parts = name.text.split(separator: "/").dropLast()
        while parts.count > 2 {
            let relative = parts.joined(separator: "/")
            rmdir(commonDirectory + "/logs/" + relative)
            guard rmdir(root(of: name) + "/" + relative) == 0 || errno == ENOENT else { return }
            parts.removeLast()
        }
    }
}
