import Definitions
import Documents
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Watching

extension WorkspaceStore {
    /// A watched branch and where it is.
    struct Branch: Sendable, Hashable {
        /// Its short name; for a detached HEAD the worktree's, with a leading `HEAD:`, or `HEAD` alone.
        var name: String
        var tip: ObjectID
    }

    /// Every watched branch, by name.
    func branches(prefix: String, watch: [String]) throws -> [Branch] {
        let repository = try repository()
        let globs = watch.map { Glob($0) }
        var branches: [Branch] = []
        for (ref, tip) in try repository.refs(under: ["refs/heads/"]) {
            guard let name = ref.branchName, !name.hasPrefix(prefix) else { continue }
            guard globs.isEmpty || globs.contains(where: { $0.matches(name) }) else { continue }
            branches.append(Branch(name: name, tip: tip))
        }
        for tree in try repository.worktrees() {
            guard case .detached(let tip)? = tree.head,
                tree.inUse.map({ $0.branchName?.hasPrefix(prefix) != true }) ?? true
            else { continue }
            branches.append(Branch(name: tree.name.map { "HEAD:\($0)" } ?? "HEAD", tip: tip))
        }
        return branches.sorted { $0.name < $1.name }
    }

    /// The commits of a branch whose events have not been taken, oldest first, with what they say.
    func facts(
        of branch: Branch, owner: String, seen: [ObjectID], written: Set<DocumentKey>, limit: Int
    ) throws -> [CommitFacts] {
        let reader = CommitReader(try repository())
        var all: [CommitFacts] = []
        for commit in try reader.commitsToTake(tip: branch.tip, cursors: seen, limit: limit) {
            let loaded = try definitions(at: commit)
            let reading = try reader.documentEvents(of: commit, globs: DocumentGlobs(loaded.settings.documents))
            var facts = CommitFacts(owner: owner, branch: branch.name, commit: commit, written: written)
            facts.unreadable = reading.problems.map(\.description)
            if !reading.isComplete { facts.unreadable.append("the history before it is not here (shallow clone)") }
            facts.documents = reading.events.map { event in
                let data = Event(event, commit: reading.commit, branch: branch.name).data[event.kind.rawValue] ?? .null
                return .init(event: event.type, key: DocumentKey(path: event.path, blob: event.blob), data: data)
            }
            facts.pipelines = pipelineFacts(loaded)
            all.append(facts)
        }
        return all
    }

    /// Definitions as the core takes them, by name.
    func pipelineFacts(_ loaded: LoadedDefinitions) -> [CommitFacts.PipelineFact] {
        loaded.pipelines.sorted { $0.key < $1.key }.map { name, pipeline in
            switch pipeline.result {
            case .success(let pipeline): return .valid(pipeline)
            case .failure(let invalid):
                let first = invalid.diagnostics.first
                let text = first.map { "\($0.file):\($0.line): \($0.message)" } ?? "it is invalid"
                let more = invalid.diagnostics.count - 1
                return .broken(name, reason: more > 0 ? "\(text) (and \(more) more)" : text)
            }
        }
    }

    /// The definitions of a commit.
    func definitions(at commit: ObjectID) throws -> LoadedDefinitions {
        let repository = try repository()
        let tree = try repository.commit(commit).tree
        let folder = try repository.entry(at: ".taskdaemon", in: tree)
        let key = folder?.mode == .tree ? folder?.id : nil
        if let known = definitions[key] { return known }
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
        if definitions.count > 16 { definitions.removeAll() }
        definitions[key] = loaded
        return loaded
    }

    /// What is secret now and by the settings of a run's commit; what cannot be read of these adds nothing.
    func secrets(at commit: ObjectID, with now: Settings.Secrets) -> Settings.Secrets {
        now.union((try? definitions(at: commit).settings.secrets) ?? .init())
    }

    /// The settings at the commit that HEAD is at, or the defaults where there is none.
    func settings() throws -> Settings {
        switch try repository().head() {
        case .branch(_, let tip?), .detached(let tip): return try definitions(at: tip).settings
        case .branch(_, nil):
            return SettingsLayers.effective(userConfig: userConfig, committed: nil, environment: environment).settings
        }
    }
}
