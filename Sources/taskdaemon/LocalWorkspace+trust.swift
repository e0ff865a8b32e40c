import Daemon
import Definitions
import GitNames
import Orchestration
import Pipelines
import Reporting

/// A command line that a workspace would run here, and whose it is.
struct CommandToTrust: Hashable {
    /// The command, as the definition has it.
    var command: String
    /// A pipeline's stage, or a run.
    var origin: String
}

extension LocalWorkspace {
    /// Every command line that the definitions at HEAD or a waiting run would run here, less those allowed before.
    func untrustedCommands() throws -> [CommandToTrust] {
        let record = try TrustRecord.load(from: location.state)
        var found: [CommandToTrust] = []
        if let head = try? reader.commit("HEAD") {
            for pipeline in try definitions(at: head).validPipelines {
                for stage in pipeline.stages {
                    found += stage.loop.commands.map {
                        CommandToTrust(command: $0, origin: "\(pipeline.name)/\(stage.name)")
                    }
                }
            }
        }
        for run in try reader.runs().runs where run.end == nil {
            found += run.untrusted.map { CommandToTrust(command: $0, origin: run.id.rawValue) }
        }
        var seen: Set<String> = []
        return found.filter { !record.allows($0.command) && seen.insert($0.command).inserted }
    }

    /// The definitions of a commit, under this user's settings there.
    func definitions(at commit: ObjectID) throws -> LoadedDefinitions {
        let files = try reader.definitions(at: commit)
        return Definitions.load(
            files, builtIn: .shipped(with: userAgents), settings: settings(committed: files.files["config.yml"]))
    }

    /// The definitions as they are about to be committed; where there is no working tree, those of HEAD, and before the
    /// first commit what comes with the program.
    func definitionsAtHand() throws -> LoadedDefinitions {
        if let tree = EffectiveSettings.workingTree(of: reader) { return try Checking.loaded(tree) }
        if let head = try? reader.commit("HEAD") { return try definitions(at: head) }
        return Definitions.load(
            DefinitionFiles(), builtIn: .shipped(with: userAgents), settings: settings(committed: nil))
    }

    /// Records that the user has seen and allowed these, and the workspace with them.
    func allow(_ commands: [CommandToTrust]) throws {
        // A damaged record is written anew: that is how it is put right.
        var record = (try? TrustRecord.load(from: location.state)) ?? TrustRecord()
        record.allow(commands.map(\.command))
        try record.save(to: location.state)
    }

    /// Whether the user has allowed this workspace.
    var isTrusted: Bool { (try? TrustRecord.load(from: location.state).isTrusted) ?? false }
}
