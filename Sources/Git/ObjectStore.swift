import CLibgit2
import GitNames

/// A repository's objects, as libgit2 sees them: a repository of nothing but objects.
///
/// It has no config, index, work tree or attributes, so nothing that somebody put there has a say in how a merge or a
/// diff comes out.
final class ObjectStore {
    /// libgit2's object database.
    private(set) var odb: OpaquePointer
    /// libgit2's repository over it.
    private(set) var repository: OpaquePointer
    /// What writers have made and not yet put on the disk.
    let memory = MemoryObjects()
    /// `objects/` of the common directory.
    let directory: String

    init(directory: String) throws(GitError) {
        self.directory = directory
        (odb, repository) = try Self.open(directory, memory)
    }

    deinit { close() }

    /// Forgets what it knew of the packs. A pack that was open and has been removed by a `git gc` is an error to
    /// libgit2 1.5, though what it held is in another.
    func reopen() throws(GitError) {
        let opened = try Self.open(directory, memory)
        close()
        (odb, repository) = opened
    }

    /// Does something that reads objects, and does it again on fresh packs when that fails for any reason but absence.
    func reading<Result>(_ body: () throws(GitError) -> Result) throws(GitError) -> Result {
        do { return try body() } catch {
            guard [.corrupt, .os, .library].contains(error.code) else { throw error }
            try reopen()
            return try body()
        }
    }

    private func close() {
        git_repository_free(repository)
        git_odb_free(odb)
    }

    private static func open(
        _ directory: String, _ memory: MemoryObjects
    ) throws(GitError) -> (OpaquePointer, OpaquePointer) {
        let operation = "open repository"
        var odb: OpaquePointer?
        try check(git_odb_new(&odb), operation)
        guard let odb else { throw GitError(.library, operation: operation, message: "no object database") }
        var repository: OpaquePointer?
        var config: OpaquePointer?
        var index: OpaquePointer?
        defer {
            git_config_free(config)
            git_index_free(index)
        }
        do {
            try SourceBackend.install(memory, in: odb, priority: 2)
            try SourceBackend.install(DiskObjects(directory), in: odb, priority: 1)
            // The wrapped repository takes a share of the database.
            try check(git_repository_wrap_odb(&repository, odb), operation)
            try check(git_config_new(&config), operation)
            try check(git_index_new(&index), operation)
            try check(git_repository_set_config(repository, config), operation)
            try check(git_repository_set_index(repository, index), operation)
        } catch {
            git_repository_free(repository)
            git_odb_free(odb)
            throw error
        }
        guard let repository else {
            git_odb_free(odb)
            throw GitError(.library, operation: operation, message: "no repository")
        }
        return (odb, repository)
    }
}
