import Daemon
import Definitions
import Foundation
import Pipelines
import Reporting

/// Validation of a working tree.
struct Checking {
    /// What is checked.
    var tree: WorkingTree

    /// The report, and the texts that its diagnostics point into; with files named, of these alone.
    func check(files: [String], isStrict: Bool = false) throws -> (report: ValidationReport, sources: [String: String])
    {
        let definitions = try tree.definitions()
        let settings = try EffectiveSettings.read(tree).settings
        let loaded = Self.load(definitions, settings, isStrict: isStrict)
        var sources: [String: String] = [:]
        for (path, bytes) in definitions.files {
            sources[".taskdaemon/" + path] = String(decoding: bytes, as: UTF8.self)
        }
        // All documents, also when one is named: what it depends on stands in others.
        let documents = try tree.documents(settings.documents)
        for (path, bytes) in documents { sources[path] = String(decoding: bytes, as: UTF8.self) }
        for file in files where sources[file] == nil {
            guard try tree.file(file) != nil else {
                throw CommandError(.nothingMatches, "there is no file '\(file)' in the working tree")
            }
            throw CommandError(
                .usage, "'\(file)' is neither a definition nor a document",
                hint: "documents are where `taskdaemon config` says, definitions in .taskdaemon/")
        }
        let others =
            DocumentCheck.diagnostics(of: documents, settings: settings)
            + DocumentCheck.idlePlans(of: documents, by: loaded.validPipelines, settings.documents)
        return (ValidationReport(loaded, others: others, only: Set(files), isStrict: isStrict), sources)
    }

    /// A working tree's definitions, with the agents of this user.
    static func loaded(_ tree: WorkingTree) throws -> LoadedDefinitions {
        load(try tree.definitions(), try EffectiveSettings.read(tree).settings)
    }

    private static func load(
        _ definitions: DefinitionFiles, _ settings: Settings, isStrict: Bool = false
    ) -> LoadedDefinitions {
        Definitions.load(
            definitions, builtIn: .shipped(with: UserConfig.agents(ProcessInfo.processInfo.environment)),
            settings: settings, isStrict: isStrict)
    }
}

extension LoadedDefinitions {
    /// That there is no pipeline of that name, and which there are.
    func missing(_ name: String) -> CommandError {
        let names = pipelines.keys.sorted().map(\.rawValue)
        return CommandError(
            .nothingMatches, "there is no pipeline '\(name)'",
            hint: Nearest.suggestion(for: name, among: names) ?? "there are \(names.joined(separator: ", "))")
    }
}
