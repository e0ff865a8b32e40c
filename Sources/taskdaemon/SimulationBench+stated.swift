import Definitions
import Foundation
import JSONValues
import Pipelines
import Simulating

/// What a person says of stages, and of stages of pipelines that those use.
extension SimulationBench {
    /// Takes what loops give from the files of a folder: `STAGE.json`, `STAGE/INSTANCE.json`; below a stage that uses a
    /// pipeline the same for that pipeline's stages.
    func takeOutputs(
        in folder: String, of pipeline: Pipeline, to results: inout StubbedResults, _ notes: inout [String]
    ) throws {
        let manager = FileManager.default
        guard let names = try? manager.contentsOfDirectory(atPath: folder) else {
            throw CommandError(.nothingMatches, "'\(folder)' is no folder that can be read")
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            let isFile = name.hasSuffix(".json")
            let stage = StageName(isFile ? String(name.dropLast(5)) : name)
            guard let definition = pipeline.stage(stage) else {
                let meant = Nearest.suggestion(for: stage.rawValue, among: pipeline.stageNames).map { "; \($0)" } ?? ""
                notes.append("\(path) belongs to no stage\(meant)")
                continue
            }
            if isFile {
                results.outputs[StagePart(stage)] = try Self.outputs(path)
            } else if let used = definition.loop.pipeline, !definition.fansOut {
                try takeOutputs(in: path, of: used, to: &results.inside[StagePart(stage), default: .init()], &notes)
            } else {
                try takeInstances(in: path, of: definition, to: &results, &notes)
            }
        }
    }

    /// Takes `INSTANCE.json`, and below an instance that is a run of its own what its stages give.
    private func takeInstances(
        in folder: String, of stage: Stage, to results: inout StubbedResults, _ notes: inout [String]
    ) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".json") {
                let part = StagePart(stage.name, InstanceName(String(name.dropLast(5))))
                results.outputs[part] = try Self.outputs(path)
            } else if let used = stage.loop.pipeline {
                let part = StagePart(stage.name, InstanceName(name))
                try takeOutputs(in: path, of: used, to: &results.inside[part, default: .init()], &notes)
            }
        }
    }

    private static func outputs(_ path: String) throws -> JSON {
        let json = try JSON(readingFile: path)
        guard json.objectValue != nil else {
            throw CommandError(.usage, "'\(path)' holds \(json.typeName): what a loop gives is a JSON object")
        }
        return json
    }

    /// Takes `STAGE[/INSTANCE][:N]`; for a stage that uses a pipeline `USED[/INSTANCE]/STAGE…[:N]` too.
    func add(
        _ text: String, failing: StubbedResults.Failing, of pipeline: Pipeline, to results: inout StubbedResults
    ) throws {
        let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var failing = failing
        if words.count == 2, let count = Int(words[1]), count > 0 { failing.count = count }
        let names = words[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard !names.contains(""), words.count == 1 || failing.count != nil else {
            throw CommandError(
                .usage,
                "'\(text)' is not STAGE, STAGE/INSTANCE, USED/STAGE for a stage of a pipeline that USED uses, or one of "
                    + "these with :N behind it")
        }
        try add(names[...], of: text, failing: failing, in: pipeline, to: &results)
    }

    private func add(
        _ names: ArraySlice<String>, of text: String, failing: StubbedResults.Failing, in pipeline: Pipeline,
        to results: inout StubbedResults
    ) throws {
        var names = names
        let name = names.removeFirst()
        guard let stage = pipeline.stage(StageName(name)) else {
            throw CommandError(
                .nothingMatches, "the pipeline '\(pipeline.name)' has no stage '\(name)'",
                hint: Nearest.suggestion(for: name, among: pipeline.stageNames)
                    ?? "there are \(pipeline.stageNames.joined(separator: ", "))")
        }
        var part = StagePart(stage.name)
        let inner = stage.loop.pipeline
        // What a stage inside is called comes first; an instance of that name can be said with the stage behind it.
        let isInner = names.first.map { inner?.stage(StageName($0)) != nil } ?? false
        if let instance = names.first, !isInner, inner == nil || stage.fansOut {
            part.instance = InstanceName(instance)
            names.removeFirst()
        }
        if !names.isEmpty, let inner {
            return try add(
                names, of: text, failing: failing, in: inner, to: &results.inside[part, default: StubbedResults()])
        }
        guard names.isEmpty else {
            throw CommandError(
                .nothingMatches,
                "'\(text)': the stage '\(stage.name)' uses no pipeline, so there is no "
                    + "'\(names.joined(separator: "/"))' in it")
        }
        if failing.errorClass == .timeout, stage.longestAttempt == nil {
            throw CommandError(
                .usage, "the stage '\(stage.name)' has no time limit that it could reach",
                hint: "`timeout: 30m` in the stage sets one")
        }
        results.failures[part] = failing
    }
}

extension Pipeline {
    fileprivate var stageNames: [String] { stages.map(\.name.rawValue) }
}
