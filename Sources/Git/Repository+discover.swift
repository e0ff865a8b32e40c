import CLibgit2
import Glibc

extension Repository {
    /// The path to open for whoever stands at `path`: it, or the first directory above it with a repository.
    ///
    /// Like git, does not climb onto another file system, and does not look at `GIT_*`.
    public static func discover(from path: String) throws(GitError) -> String {
        guard var place = FileSystem.canonical(path) else {
            throw GitError(.notFound, operation: "find repository", message: "there is no directory \(path)")
        }
        var status = stat()
        stat(place, &status)
        if status.st_mode & S_IFMT != S_IFDIR { place = FileSystem.directory(of: place) }
        let device = status.st_dev
        while true {
            if try RepositoryLayout.find(at: place) != nil { return place }
            let parent = FileSystem.directory(of: place)
            guard parent != place, stat(parent, &status) == 0, status.st_dev == device else { break }
            place = parent
        }
        throw GitError(
            .notARepository, operation: "find repository",
            message: "\(path) is not in a git repository, nor is any directory above it", hint: "'git init' makes one")
    }

    /// Makes an empty repository, with the directories above it, and opens it. Its first branch is `main`.
    ///
    /// What is there already is left as it is, as `git init` does.
    public static func initialize(at path: String, bare: Bool) throws(GitError) -> Repository {
        try GitLibrary.start()
        let operation = "make repository"
        var options = git_repository_init_options()
        try check(git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)), operation)
        options.flags = GIT_REPOSITORY_INIT_MKPATH.rawValue | (bare ? GIT_REPOSITORY_INIT_BARE.rawValue : 0)
        var raw: OpaquePointer?
        let status = "main".withCString { name in
            options.initial_head = name
            return git_repository_init_ext(&raw, path, &options)
        }
        try check(status, operation, subject: path)
        git_repository_free(raw)
        return try open(at: path)
    }
}
