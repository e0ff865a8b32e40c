import Daemon
import Definitions
import Documents
import Foundation
import Git
import GitNames
import JSONValues
import Pipelines
import Reporting
import Simulating

/// What a simulation is given: read from the workspace and from the files that the command line names.
struct SimulationBench {
    let local: LocalWorkspace
    let loaded: LoadedDefinitions

    init(_ local: LocalWorkspace, _ loaded: LoadedDefinitions) {
        self.local = local
        self.loaded = loaded
    }

    /// The pipeline of that name; one that is broken tells what is wrong.
    func pipeline(_ name: String) throws -> Pipeline {
        switch loaded.pipelines[PipelineName(name)]?.result {
        case .success(let pipeline): return pipeline
        case .failure(let invalid):
            for diagnostic in invalid.diagnostics { Terminal.writeError(text: diagnostic.rendered()) }
            throw CommandError(.usage, "the pipeline '\(name)' is invalid", hint: "taskdaemon validate")
        case nil:
            throw loaded.missing(name)
        }
    }

    /// Where a run would start: at HEAD's commit, when that was made.
    func place() throws -> SimulatedStart.Place {
        let repository = local.reader.repository
        let prefix = loaded.settings.branchPrefix
        let head: (id: ObjectID?, branch: String) =
            switch try repository.head() {
            case .branch(let ref, let id): (id, ref.branchName ?? ref.text)
            case .detached(let id): (id, "HEAD")
            }
        guard let id = head.id, let commit = try? repository.commit(id) else {
            // Before the first commit, any name does.
            let nothing = ObjectDraft.commit(
                tree: Self.emptyTree, parents: [], by: .daemon, at: 0, message: "nothing yet")
            return SimulatedStart.Place(
                commit: nothing.id, branch: head.branch, author: "", at: Terminal.now, branchPrefix: prefix)
        }
        let seconds = commit.committer.seconds.multipliedReportingOverflow(by: 1000).partialValue
        return SimulatedStart.Place(
            commit: id, branch: head.branch, author: commit.author.name, at: Instant(milliseconds: seconds),
            branchPrefix: prefix, knownSpecs: try repository.knownSpecs(at: id, loaded.settings))
    }

    private static let emptyTree: ObjectID = {
        // Forty hexadecimal digits are a name.
        guard let id = ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904") else { preconditionFailure("no name") }
        return id
    }()
}

extension SimulationBench {
    /// What loops give, from the files of a folder: `STAGE.json`, `STAGE/INSTANCE.json`.
    func outputs(in folder: String, of pipeline: Pipeline, _ notes: inout [String]) throws -> [StagePart: JSON] {
        let manager = FileManager.default
        guard let names = try? manager.contentsOfDirectory(atPath: folder) else {
            throw CommandError(.nothingMatches, "'\(folder)' is no folder that can be read")
        }
        var outputs: [StagePart: JSON] = [:]
        for name in names.sorted() where !name.hasPrefix(".") {
            let stage = StageName(name.hasSuffix(".json") ? String(name.dropLast(5)) : name)
            let path = "\(folder)/\(name)"
            guard pipeline.stage(stage) != nil else {
                let stages = pipeline.stages.map(\.name.rawValue)
                let meant = Nearest.suggestion(for: stage.rawValue, among: stages).map { "; \($0)" } ?? ""
                notes.append("\(path) belongs to no stage\(meant)")
                continue
            }
            if name.hasSuffix(".json") {
                outputs[StagePart(stage)] = try Self.outputs(path)
                continue
            }
            for file in ((try? manager.contentsOfDirectory(atPath: path)) ?? []).sorted() where file.hasSuffix(".json")
            {
                let part = StagePart(stage, InstanceName(String(file.dropLast(5))))
                outputs[part] = try Self.outputs("\(path)/\(file)")
            }
        }
        return outputs
    }

    private static func outputs(_ path: String) throws -> JSON {
        let json = try JSON(readingFile: path)
        guard json.objectValue != nil else {
            throw CommandError(.usage, "'\(path)' holds \(json.typeName): what a loop gives is a JSON object")
        }
        return json
    }

    /// Takes `STAGE[/INSTANCE][:N]`.
    func add(
        _ text: String, failing: StubbedResults.Failing, of pipeline: Pipeline, to results: inout StubbedResults
    ) throws {
        let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var failing = failing
        if words.count == 2, let count = Int(words[1]), count > 0 { failing.count = count }
        guard let part = StagePart(words[0]), words.count == 1 || failing.count != nil else {
            throw CommandError(.usage, "'\(text)' is not STAGE, STAGE/INSTANCE, or one of these with :N behind it")
        }
        guard let stage = pipeline.stage(part.stage) else {
            let names = pipeline.stages.map(\.name.rawValue)
            throw CommandError(
                .nothingMatches, "the pipeline '\(pipeline.name)' has no stage '\(part.stage)'",
                hint: Nearest.suggestion(for: part.stage.rawValue, among: names)
                    ?? "there are \(names.joined(separator: ", "))")
        }
        if failing.errorClass == .timeout, stage.longestAttempt == nil {
            throw CommandError(
                .usage, "the stage '\(part.stage)' has no time limit that it could reach",
                hint: "`timeout: 30m` in the stage sets one")
        }
        results.failures[part] = failing
    }
}
