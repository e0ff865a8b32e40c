public import GitNames
import Glibc

extension Repository {
    /// Moves a ref if it holds what the move expects: makes it, moves it or deletes it, under its lock.
    ///
    /// A lock that another process holds is waited for a while, and is then an error (`locked`) that names the file.
    /// The new object must be there, and be a commit for a branch. A move of a branch is logged with `message`, by a
    /// fixed identity: nobody's `user.name` is needed. Symbolic refs are refused.
    public func move(_ move: RefMove, message: String) throws(GitError) -> RefMoveResult {
        try validate(move)
        var conflict: GitError?
        // Another process may remove an empty directory, or make the one in the way a ref, between two steps.
        for _ in 0..<3 {
            do {
                let result = try attempt(move, message)
                if move.new == nil, result == .moved { pruneDirectories(of: move.ref) }
                return result
            } catch {
                guard error.code == .os else { throw error }
                conflict = error
            }
        }
        throw conflict ?? GitError(.library, operation: "move ref", message: "\(move.ref) cannot be moved")
    }

    private func validate(_ move: RefMove) throws(GitError) {
        guard move.ref.isValid, move.ref.text.hasPrefix("refs/"), !move.ref.text.utf8.contains(0) else {
            throw GitError(.invalid, operation: "move ref", message: "'\(move.ref)' is not a name that a ref can have")
        }
        guard let new = move.new else { return }
        let kind = try header(new).kind
        guard kind == .commit || move.ref.branchName == nil else {
            throw GitError(
                .invalid, operation: "move ref", message: "\(new) is a \(kind.rawValue), and \(move.ref) needs a commit"
            )
        }
        guard store.memory[new] == nil else {
            throw GitError(
                .invalid, operation: "move ref", message: "\(new) is not in the repository before its writer finishes")
        }
    }

    private func attempt(_ move: RefMove, _ message: String) throws(GitError) -> RefMoveResult {
        let path = path(of: move.ref)
        if move.new != nil, move.old == nil { try refuseCollision(of: move.ref) }
        // A ref that is not there needs no lock to be found missing, and a lock would need its directories.
        if move.new == nil, try content(of: move.ref) == nil {
            return move.old == nil ? .moved : .differs(actual: nil)
        }
        var lock = try LockFile(path, patience: lockPatience, "move ref")
        let actual: ObjectID?
        switch try content(of: move.ref) {
        case nil: actual = nil
        case .direct(let id): actual = id
        case .symbolic(let target):
            throw GitError(
                .invalid, operation: "move ref", message: "\(move.ref) is symbolic, for \(target): move that one")
        }
        guard actual == move.old else { return .differs(actual: actual) }
        guard actual != move.new else { return .moved }
        guard let new = move.new else {
            try delete(move.ref)
            return .moved
        }
        try lock.write(Array((new.hex + "\n").utf8))
        RefLog(self).append(move, message)
        if FileSystem.isDirectory(path) { removeEmptyDirectories(at: path) }
        try lock.commit()
        // Somebody else may have moved it on by now, but nobody can have put the old value back unseen.
        guard try ref(move.ref) != actual || actual == nil else {
            throw GitError(
                .os, operation: "move ref", message: "\(path) still holds its old value after it was written")
        }
        return .moved
    }

    /// A ref can be no directory of refs: `refs/heads/a` and `refs/heads/a/b` cannot both be.
    private func refuseCollision(of name: RefName) throws(GitError) {
        let packed = try packedRefs().ids
        var parent = name.text
        while let slash = parent.lastIndex(of: "/") {
            parent = String(parent[..<slash])
            guard parent.contains("/") else { break }
            let ref = RefName(parent)
            if let other = try packed[ref] == nil ? looseFile(ref) : ref { throw Self.collision(name, other) }
        }
        let below = name.text + "/"
        if let other = packed.keys.first(where: { $0.text.hasPrefix(below) }) { throw Self.collision(name, other) }
        var scan = LooseRefs(prefix: below)
        try scan.run(in: root(of: name))
        if let other = scan.found.first?.0 ?? scan.broken.first { throw Self.collision(name, other) }
    }

    private func looseFile(_ ref: RefName) throws(GitError) -> RefName? {
        try FileSystem.read(path(of: ref), limit: 1 << 16, "read ref") == nil ? nil : ref
    }

    private static func collision(_ name: RefName, _ other: RefName) -> GitError {
        GitError(
            .exists, operation: "move ref", message: "\(name) cannot be made, because \(other) exists",
            hint: "git cannot have a ref inside another one: rename or delete \(other)")
    }

    /// Removes directories of refs that nothing is left in, as git does when a ref takes their place.
    private func removeEmptyDirectories(at path: String) {
        for name in (try? FileSystem.names(in: path, "move ref")) ?? [] {
            guard let name = String(validating: name, as: UTF8.self) else { continue }
            if FileSystem.isDirectory(path + "/" + name) { removeEmptyDirectories(at: path + "/" + name) }
        }
        rmdir(path)
    }
}
