import Definitions
import Git
import GitNames

/// The definitions of commits, under one user's settings: read once for each content of `.taskdaemon/`.
struct CommitDefinitions: Sendable {
    /// What comes with the program, and the user's own.
    let builtIn: BuiltInFiles
    /// The user's own settings, where there are any.
    let userConfig: [UInt8]?
    /// Says `TASKDAEMON_*`.
    let environment: [String: String]
    /// By the tree of `.taskdaemon/`, the newest few.
    private var known: [ObjectID?: LoadedDefinitions] = [:]

    init(builtIn: BuiltInFiles, userConfig: [UInt8]?, environment: [String: String]) {
        self.builtIn = builtIn
        self.userConfig = userConfig
        self.environment = environment
    }

    /// The definitions of a commit.
    mutating func of(_ commit: ObjectID, in repository: Repository) throws -> LoadedDefinitions {
        let tree = try repository.commit(commit).tree
        let folder = try repository.entry(at: ".taskdaemon", in: tree)
        let key = folder?.mode == .tree ? folder?.id : nil
        if let known = known[key] { return known }
        var files: [String: [UInt8]] = [:]
        if let key {
            for (path, entry) in try repository.files(in: key, limit: 10_000) {
                guard entry.mode == .file || entry.mode == .executable, let name = path.text else { continue }
                guard DefinitionFiles.isDefinition(name) else { continue }
                // One byte over the bound is enough for the reader to say that it is too large.
                let size = try repository.header(entry.id).size
                files[name] =
                    size > 1 << 20
                    ? [UInt8](repeating: 0x20, count: (1 << 20) + 1) : try repository.blob(entry.id, limit: 1 << 20)
            }
        }
        let effective = SettingsLayers.effective(
            userConfig: userConfig, committed: files["config.yml"], environment: environment)
        let loaded = Definitions.load(
            DefinitionFiles(files: files), builtIn: builtIn, settings: effective.settings)
        if known.count > 16 { known.removeAll() }
        known[key] = loaded
        return loaded
    }
}
