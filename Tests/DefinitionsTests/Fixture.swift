import Definitions
import Pipelines
import Templates
import Testing

/// The files that the program comes with.
let shipped = BuiltInFiles(
    pipelines: Templates.pipelines, loops: Templates.loops, schemas: Templates.schemas, agents: Templates.agents,
    prompts: Templates.prompts)

/// A text in which `▸` marks the place that a finding is expected at.
struct Marked {
    var text: String
    var line: Int
    var column: Int

    init(_ marked: String) {
        var line = 1
        var column = 1
        var found = (line: 1, column: 1)
        var text = String.UnicodeScalarView()
        for scalar in marked.unicodeScalars {
            if scalar == "▸" {
                found = (line, column)
                continue
            }
            text.append(scalar)
            column += 1
            if scalar == "\n" { (line, column) = (line + 1, 1) }
        }
        self.text = String(text)
        (self.line, self.column) = found
    }
}

/// The files of a workspace, by their paths below `.taskdaemon/`.
func files(_ files: [String: String]) -> DefinitionFiles {
    DefinitionFiles(files: files.mapValues { Array($0.utf8) })
}

/// What loading one pipeline file gives, with the built-in loop types and schemas but no other pipeline.
func load(pipeline: String, _ others: [String: String] = [:]) -> LoadedDefinitions {
    Definitions.load(
        files(others.merging(["pipelines/p.yml": pipeline], uniquingKeysWith: { $1 })), builtIn: withoutPipelines)
}

/// The files that the program comes with, less its pipelines.
let withoutPipelines = {
    var builtIn = shipped
    builtIn.pipelines = [:]
    return builtIn
}()
