import Daemon
import Definitions
import Git
import GitNames
import Orchestration
import Pipelines
import Reporting

/// What a part of a workspace would run here.
struct CommandsToTrust: Hashable {
    /// A pipeline's stage, or a run.
    var origin: String
    /// The file that the pipeline stands in.
    var file: String?
    /// The command lines, as the definition has them.
    var commands: [String]
    /// Whether it is no longer there afterwards, as a run.
    var isPassing = false
}

extension LocalWorkspace {
    /// What the definitions at HEAD and waiting runs would run here.
    func commandsToTrust() throws -> [CommandsToTrust] {
        var found: [CommandsToTrust] = []
        if let head = try? reader.commit("HEAD") {
            let loaded = try definitions(at: head)
            for pipeline in loaded.validPipelines {
                for stage in pipeline.stages where !stage.loop.commands.isEmpty {
                    found.append(
                        CommandsToTrust(
                            origin: "\(pipeline.name)/\(stage.name)", file: loaded.pipelines[pipeline.name]?.file,
                            commands: stage.loop.commands))
                }
            }
        }
        let known = Set(found.flatMap(\.commands))
        for run in try reader.runs().runs where run.end == nil {
            let rest = run.untrusted.filter { !known.contains($0) }
            if !rest.isEmpty { found.append(CommandsToTrust(origin: run.id.rawValue, commands: rest, isPassing: true)) }
        }
        return found
    }

    /// Those parts of which something was not allowed before, held against what was.
    func untrusted(_ all: [CommandsToTrust]) throws -> [CommandDiff] {
        let record = try TrustRecord.load(from: location.state)
        return all.filter { part in part.commands.contains { !record.allows($0) } }.map { part in
            // Of a part that was never shown, what was allowed elsewhere is nothing new.
            let before = record.shown[part.origin] ?? part.commands.filter { record.allows($0) }
            return CommandDiff(of: part.origin, in: part.file, from: before, to: part.commands)
        }
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
    func allow(_ parts: [CommandsToTrust]) throws {
        // A damaged record is written anew: that is how it is put right.
        var record = (try? TrustRecord.load(from: location.state)) ?? TrustRecord()
        record.allow(parts.flatMap(\.commands))
        for part in parts where !part.isPassing { record.remember(part.origin, part.commands) }
        try record.save(to: location.state)
    }

    /// What counts where signatures do.
    var signedTrust: SignedTrust {
        SignedTrust(settings.settings, environment: options.environment, state: location.state)
    }

    /// Signs what is asked for, where signatures count; `nil` where they do not.
    func signer() throws -> RequestSigner? {
        guard settings.settings.trust == .signed else { return nil }
        return try RequestSigner(
            key: try reader.repository.config("user.signingkey"), format: try reader.repository.config("gpg.format"),
            environment: options.environment, state: location.state)
    }

    /// Whether the user has allowed this workspace.
    var isTrusted: Bool { (try? TrustRecord.load(from: location.state).isTrusted) ?? false }
}
