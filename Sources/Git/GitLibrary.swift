import CLibgit2
import Glibc
import Synchronization

/// What a finished write has survived.
public enum Durability: Sendable {
    /// The death of any process.
    case process
    /// A power cut as well: files and their directories are synchronised before a call returns.
    case power
}

/// The settings of libgit2 that hold for the whole process.
public enum GitLibrary {
    private static let current = Mutex<Durability>(.process)

    /// What finished writes of this process survive from now on.
    public static func setDurability(_ durability: Durability) {
        _ = started
        current.withLock {
            $0 = durability
            _ = clibgit2_option_int(Int32(GIT_OPT_ENABLE_FSYNC_GITDIR.rawValue), durability == .power ? 1 : 0)
        }
    }

    /// What finished writes survive.
    public static var durability: Durability { current.withLock { $0 } }

    /// Starts libgit2 on first use.
    static func start() throws(GitError) {
        guard started >= 0 else { throw GitError.last(started, "start libgit2") }
    }

    /// Initialised once, and never shut down: the process ends with it.
    private static let started: Int32 = {
        let status = git_libgit2_init()
        guard status >= 0 else { return status }
        // Nobody's system, user or XDG config, attributes or ignore files: what is wanted of them is read as data.
        let levels = [
            GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
        ]
        for level in levels {
            _ = clibgit2_option_int_string(Int32(GIT_OPT_SET_SEARCH_PATH.rawValue), level.rawValue, "")
        }
        // Ownership is checked by `RepositoryOwnership`, which can say what is wrong; libgit2 1.5 only says
        // "config value 'safe.directory' was not found".
        _ = clibgit2_option_int(Int32(GIT_OPT_SET_OWNER_VALIDATION.rawValue), 0)
        // What `RepositoryFormat` knows and libgit2 1.5 does not: nothing that it does in a work tree depends on these.
        let extensions = ["worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees", "refstorage"]
        let names = extensions.map { UnsafePointer(strdup($0)) }
        defer { for name in names { free(UnsafeMutablePointer(mutating: name)) } }
        var pointers = names
        _ = clibgit2_option_strings(Int32(GIT_OPT_SET_EXTENSIONS.rawValue), &pointers, pointers.count)
        // A cache would go on answering for objects of a writer that was dropped.
        _ = clibgit2_option_int(Int32(GIT_OPT_ENABLE_CACHING.rawValue), 0)
        // Pack files are kept open; many small packs must not use up the process's descriptors.
        _ = clibgit2_option_size(Int32(GIT_OPT_SET_MWINDOW_FILE_LIMIT.rawValue), 256)
        return status
    }()
}
