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
            all.append(
                try CommitFacts(
                    reading: commit, on: branch.name, with: reader, loaded, owner: owner, written: written))
        }
        return all
    }

    /// The definitions of a commit.
    func definitions(at commit: ObjectID) throws -> LoadedDefinitions {
        let repository = try repository()
        return try definitions.of(commit, in: repository)
    }

    /// What is secret now and by the settings of a run's commit; what cannot be read of these adds nothing.
    func secrets(at commit: ObjectID, with now: Settings.Secrets) -> Settings.Secrets {
        now.union((try? definitions(at: commit).settings.secrets) ?? .init())
    }

    /// The settings at the commit that HEAD is at, or the defaults where there is none.
    func settings() throws -> Settings { try checkedSettings().settings }

    /// The same, with the first error in what is committed: what is wrong there is as in the layer below.
    func checkedSettings() throws -> (settings: Settings, error: Diagnostic?) {
        switch try repository().head() {
        case .branch(_, let tip?), .detached(let tip):
            let loaded = try definitions(at: tip)
            let error = loaded.diagnostics.first { $0.severity == .error && $0.file == ".taskdaemon/config.yml" }
            return (loaded.settings, error)
        case .branch(_, nil):
            let effective = SettingsLayers.effective(
                userConfig: userConfig, committed: nil, environment: environment)
            return (effective.settings, nil)
        }
    }
}
