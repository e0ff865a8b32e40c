/// A git repository: objects, refs and what can be asked of them.
///
/// Opened by an explicit path, whatever `GIT_*` says. Runs no filter, hook, textconv, driver or fsmonitor, and takes
/// nothing from the repository's config, attributes or work tree but what `config` and `workTree` return as data.
/// `refs/replace` and grafts have no effect. Not `Sendable`: open one in each thread; opening costs little.
public final class Repository {
    /// HEAD and what else belongs to this work tree: `.git`, or `.git/worktrees/<name>`.
    public let gitDirectory: String
    /// Objects, refs and config; of a linked work tree, those of the repository it belongs to.
    public let commonDirectory: String
    /// The directory of files, if there is one.
    public let workTree: String?
    /// Whether there is no work tree.
    public let isBare: Bool
    /// How many refs the last `refs(under:)` left out, because their names are no UTF-8 or no names of refs, or
    /// because what they hold is no object's name.
    public internal(set) var unreadableRefs = 0

    let format: RepositoryFormat
    let store: ObjectStore
    /// How long a lock that somebody else holds is waited for.
    var lockPatience: Duration = .seconds(2)
    var packedRefsCache: PackedRefs.Cached?

    /// Opens the repository at a path: a work tree, a `.git` directory, a linked work tree or a bare repository.
    ///
    /// Does not climb. What cannot be worked with is an error that names the cause: `notARepository`,
    /// `unsupportedRepository`, `unsafeOwnership`, or `invalid` for a config that cannot be read.
    public static func open(at path: String) throws(GitError) -> Repository {
        try GitLibrary.start()
        guard let layout = try RepositoryLayout.find(at: path) else {
            throw GitError(
                .notARepository, operation: "open repository", message: "there is no git repository at \(path)",
                hint: "'git init' makes one")
        }
        try RepositoryOwnership.check(layout)
        return try Repository(layout)
    }

    init(_ layout: RepositoryLayout) throws(GitError) {
        format = try RepositoryFormat(layout)
        gitDirectory = layout.gitDirectory
        commonDirectory = layout.commonDirectory
        if layout.gitDirectory != layout.commonDirectory {
            isBare = false
            workTree = if let found = layout.workTree { found } else { try Self.linkedWorkTree(layout.gitDirectory) }
        } else if format.isBare == true {
            isBare = true
            workTree = nil
        } else {
            // core.worktree counts only where nothing else says: it must not lead away from where the user is.
            workTree =
                layout.workTree
                ?? format.workTree.map { FileSystem.resolve($0, from: layout.gitDirectory) }
                .map { FileSystem.canonical($0) ?? $0 }
                ?? (layout.gitDirectory.hasSuffix("/.git") ? FileSystem.directory(of: layout.gitDirectory) : nil)
            isBare = workTree == nil
        }
        store = try ObjectStore(directory: layout.commonDirectory + "/objects")
    }

    /// Whether history was cut off by a shallow clone.
    public var isShallow: Bool {
        (try? FileSystem.read(commonDirectory + "/shallow", "read shallow file"))?.isEmpty == false
    }

    private static func linkedWorkTree(_ gitDirectory: String) throws(GitError) -> String? {
        guard let file = try FileSystem.line(gitDirectory + "/gitdir", "open repository") else { return nil }
        let whole = FileSystem.resolve(file, from: gitDirectory)
        return FileSystem.directory(of: FileSystem.canonical(whole) ?? whole)
    }
}
