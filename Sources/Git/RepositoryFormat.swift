/// What a repository's config says about its own format, and whether it can be worked with here.
struct RepositoryFormat: Sendable {
    /// Whether the config calls it bare; `nil` when it does not say.
    var isBare: Bool?
    /// Where the config says that the work tree is.
    var workTree: String?
    /// Whether each work tree has a config file of its own as well.
    var hasWorkTreeConfig = false
    /// Whether objects may be missing that a remote promised.
    var isPartial = false
    /// Whether nothing may be removed from the object store.
    var keepsEverything = false
    /// Whether `core.logAllRefUpdates` asks for reflogs; `nil` when it does not say.
    var logsRefUpdates: Bool?

    /// Extensions of the format that change nothing for what is done here.
    private static let harmless: Set<String> = ["noop", "noop-v1", "worktreeconfig", "relativeworktrees"]

    /// Reads the format, and refuses what cannot be worked with by its name.
    init(_ layout: RepositoryLayout) throws(GitError) {
        let path = layout.commonDirectory + "/config"
        let config = try Self.settings(of: path)
        try check(config, path)
        isBare = config.last("core.bare").flatMap { ConfigText.boolean($0.value) }
        workTree = config.last("core.worktree")?.value
        logsRefUpdates = config.last("core.logallrefupdates").map {
            $0.value?.lowercased() == "always" || ConfigText.boolean($0.value) ?? true
        }
        guard let perWorkTree = config.last("extensions.worktreeconfig"), ConfigText.boolean(perWorkTree.value) == true
        else { return }
        hasWorkTreeConfig = true
        let own = try Self.settings(of: layout.gitDirectory + "/config.worktree")
        if let bare = own.last("core.bare") { isBare = ConfigText.boolean(bare.value) }
        if let path = own.last("core.worktree")?.value { workTree = path }
    }

    private mutating func check(_ config: ConfigText, _ path: String) throws(GitError) {
        if let text = config.last("core.repositoryformatversion")?.value, Int(text).map({ $0 > 1 }) ?? true {
            throw Self.unsupported("\(path) says core.repositoryformatversion = \(text), and only 0 and 1 are known")
        }
        for setting in config.settings where setting.key.hasPrefix("extensions.") {
            let value = setting.value ?? "true"
            switch String(setting.key.dropFirst("extensions.".count)) {
            case "objectformat" where value.lowercased() == "sha1", "refstorage" where value.lowercased() == "files":
                continue
            case "objectformat":
                throw Self.unsupported(
                    "the repository names objects by \(value) (extensions.objectFormat), and only sha1 is supported",
                    hint: "make one with 'git init --object-format=sha1' and export and import the history into it")
            case "refstorage":
                throw Self.unsupported(
                    "the repository keeps its refs as \(value) (extensions.refStorage), and only files are supported",
                    hint: "'git refs migrate --ref-format=files' converts it")
            case "partialclone": isPartial = true
            case "preciousobjects": keepsEverything = ConfigText.boolean(setting.value) ?? true
            case let name where Self.harmless.contains(name): continue
            case let name:
                throw Self.unsupported(
                    "the repository uses the format extension '\(name)', which is not known here",
                    hint: "\(path) has it under [extensions]; a clone of the repository does not")
            }
        }
    }

    private static func unsupported(_ message: String, hint: String? = nil) -> GitError {
        GitError(
            .unsupportedRepository, operation: "open repository", message: message,
            hint: hint ?? "a fresh 'git clone' of the repository has a format that is supported")
    }

    /// The settings of one file of the repository; none when there is no such file.
    static func settings(of path: String) throws(GitError) -> ConfigText {
        let bytes = try FileSystem.read(path, limit: 4 << 20, "open repository") ?? []
        do { return try ConfigText(bytes) } catch {
            throw GitError(
                .invalid, operation: "open repository", message: "bad config line \(error.line) in file \(path)")
        }
    }
}
