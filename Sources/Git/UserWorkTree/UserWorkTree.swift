import CLibgit2
import GitNames
import Glibc

/// One of the user's own work trees, with its index: the files that a person edits.
///
/// Everything else here leaves these alone. It exists for the commands by which a person asks for a change of their
/// branch by name, and it changes nothing but what differs between the two trees it is told of. Opened as libgit2
/// opens a repository, with the user's own config: line endings are converted as git would, no filter program, hook
/// or fsmonitor is run. Confined to one thread.
public final class UserWorkTree {
    /// The directory.
    public let path: String
    let objects: Repository
    let repository: OpaquePointer
    let index: OpaquePointer

    /// Opens a work tree at its directory; does not climb.
    ///
    /// - Parameter objects: the repository that it belongs to, whose writers' objects can be laid out on trial.
    /// - Throws: what libgit2 cannot work with: an index of an unknown form, for one.
    public static func open(at path: String, of objects: Repository) throws(GitError) -> UserWorkTree {
        try GitLibrary.start()
        let operation = "open work tree"
        var repository: OpaquePointer?
        let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        try check(git_repository_open_ext(&repository, path, flags, nil), operation, subject: path)
        guard let repository else { throw GitError(.library, operation: operation, message: "no repository") }
        do throws(GitError) {
            try readUserConfig(of: repository)
            var database: OpaquePointer?
            try check(git_repository_odb(&database, repository), operation, subject: path)
            defer { git_odb_free(database) }
            if let database { try SourceBackend.install(objects.store.memory, in: database, priority: 3) }
            var index: OpaquePointer?
            try check(git_repository_index(&index, repository), operation, subject: path)
            guard let index else { throw GitError(.library, operation: operation, message: "no index") }
            return UserWorkTree(path, objects, repository, index)
        } catch {
            git_repository_free(repository)
            throw error
        }
    }

    private init(_ path: String, _ objects: Repository, _ repository: OpaquePointer, _ index: OpaquePointer) {
        self.path = path
        self.objects = objects
        self.repository = repository
        self.index = index
    }

    deinit {
        git_index_free(index)
        git_repository_free(repository)
    }

    /// The user's files have a say in how lines end; the library was told to look for none of them itself.
    private static func readUserConfig(of repository: OpaquePointer) throws(GitError) {
        var config: OpaquePointer?
        try check(git_repository_config(&config, repository), "open work tree")
        defer { git_config_free(config) }
        let levels = [GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL]
        for (file, level) in zip(UserConfig.files().suffix(levels.count), levels) where FileSystem.exists(file) {
            // One that cannot be read counts as empty, as it does everywhere here.
            _ = git_config_add_file_ondisk(config, file, level, repository, 0)
        }
    }

    /// A tree as libgit2 has it in this repository, for the caller to free.
    func tree(_ id: ObjectID, _ operation: String) throws(GitError) -> OpaquePointer {
        var tree: OpaquePointer?
        var oid = id.oid
        try check(git_tree_lookup(&tree, repository, &oid), operation, subject: "tree \(id)")
        guard let tree else { throw GitError(.library, operation: operation, message: "no tree") }
        return tree
    }

    /// The paths of a comparison.
    func paths(of diff: OpaquePointer?) -> [RawPath] {
        var paths: [RawPath] = []
        for position in 0..<git_diff_num_deltas(diff) {
            guard let delta = git_diff_get_delta(diff, position)?.pointee else { continue }
            if let path = RawPath(delta.new_file.path) ?? RawPath(delta.old_file.path) { paths.append(path) }
        }
        return paths
    }
}

extension RawPath {
    /// A path as libgit2 hands it out.
    init?(_ text: UnsafePointer<CChar>?) {
        guard let text else { return nil }
        self.init(bytes: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
}
