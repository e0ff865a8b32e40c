import Daemon
import Definitions
import Exposition
import Foundation
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines
import Reporting

/// A workspace as this machine's user has it: where it is, under which settings, and what is allowed.
struct LocalWorkspace {
    /// Reads the repository.
    let reader: WorkspaceReader
    /// Where the repository and this machine's state are.
    let location: WorkspaceLocation
    /// The settings after all layers.
    let settings: SettingsLayers.Effective

    private let environment: [String: String]
    private let userConfig: [UInt8]?
    /// The agents of this user's config directory.
    var userAgents: [String: [UInt8]] { UserConfig.agents(environment) }

    /// Finds the workspace that the current directory is in.
    init(_ reader: WorkspaceReader) throws {
        self.reader = reader
        environment = ProcessInfo.processInfo.environment
        userConfig = try UserConfig.read(environment)
        settings = try EffectiveSettings.read(EffectiveSettings.workingTree(of: reader))
        let environment = environment
        let machineDirectory = settings.settings.machineDirectory.map { UserConfig.expanded($0, environment) }
        location = try WorkspaceLocation.find(
            from: FileManager.default.currentDirectoryPath, environment: environment, machineDirectory: machineDirectory
        )
    }

    /// Whether another machine's daemon acts on a run, and none of this one will.
    func isElsewhere(_ run: Orchestrated) throws -> Bool { try run.owner != location.state.owner() }

    /// The settings after all layers, with a commit's own config among them.
    func settings(committed: [UInt8]?) -> Settings {
        SettingsLayers.effective(userConfig: userConfig, committed: committed, environment: environment).settings
    }

    /// The live log of an attempt that runs on this machine; `nil` where there is none.
    func liveLog(_ attempt: AttemptID, of run: RunID) -> String? {
        let path = location.state.log(run, attempt)
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// What clears away here, as long as no daemon runs.
    func upkeep() -> Upkeep {
        Upkeep(location, options: options)
    }

    /// A daemon of this workspace that tells standard error what happens.
    ///
    /// - Parameter metrics: takes what it measures of itself.
    func daemon(once: Bool, metrics: PrometheusRegistry? = nil) -> WorkspaceDaemon {
        var options = options
        options.once = once
        if let metrics { options.metrics = metrics }
        options.report = { Terminal.note(StyledText($0)) }
        return WorkspaceDaemon(location, options: options)
    }

    /// This user's environment, settings and agents, as a daemon takes them.
    var options: DaemonOptions {
        var options = DaemonOptions(environment: environment)
        options.userConfig = userConfig
        options.userAgents = userAgents
        if environment["TASKDAEMON_TESTING_NOW"] != nil { options.now = { Terminal.now } }
        return options
    }
}

extension LocalWorkspace {
    /// Sets the cursors of this machine where it has none, so that what is committed from now on counts, whether a
    /// daemon runs or not.
    func setCursors() throws {
        let repository = reader.repository
        let owner = try location.state.owner()
        let prefix = settings.settings.branchPrefix
        guard try repository.refs(under: ["refs/taskdaemon/cursor/\(owner)/"]).isEmpty else { return }
        var tips: [String: ObjectID] = [:]
        for (ref, tip) in try repository.refs(under: ["refs/heads/"]) {
            if let name = ref.branchName, !name.hasPrefix(prefix) { tips[name] = tip }
        }
        if tips.isEmpty, case .branch(let ref, nil) = try repository.head(), let name = ref.branchName {
            tips[name] = try beginning()
        }
        for (name, tip) in tips.sorted(by: { $0.key < $1.key }) {
            let move = RefMove(ref: JournalStore.cursorRef(owner: owner, branch: name), old: nil, new: tip)
            _ = try repository.move(move, message: "taskdaemon init")
        }
    }

    /// A commit with nothing in it and nothing before it: where a branch stands that has no commit yet.
    private func beginning() throws -> ObjectID {
        let writer = try reader.repository.writer()
        let signature = Signature(name: Identity.daemon.name, email: Identity.daemon.email, seconds: 0)
        let id = try writer.commit(
            tree: writer.tree([]), parents: [], author: signature, committer: signature, message: "nothing yet\n")
        if let pack = try writer.finish() { try reader.repository.release(pack) }
        return id
    }
}
