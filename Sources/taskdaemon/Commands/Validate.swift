import ArgumentParser
import Definitions
import Foundation
import Pipelines
import Reporting

/// Checks what is about to be committed.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check definitions and documents as they stand in the working tree.",
        discussion: """
            Lists everything that is wrong, with file, line, column and a caret. Exits 2 when there is an error.

            With --strict it also finds what can be run and is probably not meant: a validator that cannot fail, an
            approval that can be gone around, a stage's timeout beyond the pipeline's, outputs that nobody uses,
            parallel_instances of a stage that has one instance. Every warning is then an error.

            With --print it writes a pipeline with all that it is composed of (extends, defaults, templates, matrix), as a
            definition that means the same: keys that only say what holds anyway are left out, unknown ones are kept.
            --print loops/NAME does that for a loop type, agents/NAME for an agent, config.yml for the settings that are
            committed. Comments are not kept. In a bare repository it is the definition at HEAD.

            Examples:
              taskdaemon validate
              taskdaemon validate .taskdaemon/pipelines/release.yml
              taskdaemon validate --strict
              taskdaemon validate --print release
              taskdaemon validate --print agents/claude
              taskdaemon validate --json
            """)

    @Argument(help: "Only these files.", completion: .file()) var files: [String] = []
    @Flag(help: "Find what is probably not meant too; every warning is an error.") var strict = false
    @Option(
        help: ArgumentHelp(
            "Write a pipeline with what it is composed of, or loops/NAME, agents/NAME, config.yml.", valueName: "name"),
        completion: .pipelines)
    var print: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if print != nil, strict || !files.isEmpty {
            throw ValidationError("--print writes one definition, and checks no files")
        }
    }

    func run() throws {
        let reader = try workspace.open()
        if let print {
            let written = try LocalWorkspace(reader).definitionsAtHand().written(named: print)
            return Terminal.write(output.json ? ReportText.json(written.json) : written.yaml)
        }
        guard let tree = EffectiveSettings.workingTree(of: reader) else {
            throw CommandError(
                .refused, "a bare repository has no working tree to check",
                hint: "'taskdaemon hooks install --check pre-receive' checks what is pushed to it")
        }
        let checked = try Checking(tree: tree).check(
            files: try files.map { try reader.pathInTree($0) }, isStrict: strict)
        output.write(checked.report, page: checked.report.page(sources: checked.sources))
        if !checked.report.valid { throw ExitCode.usage }
    }
}

extension LoadedDefinitions {
    /// A pipeline, `config.yml`, or behind `loops/` a loop type and behind `agents/` an agent, as a file has it.
    fileprivate func written(named name: String) throws -> WrittenDefinition {
        if name == "config.yml" { return writtenSettings }
        if name.hasPrefix("agents/") {
            let agent = String(name.dropFirst("agents/".count))
            if let written = writtenAgent(agent) { return written }
            throw CommandError(
                .nothingMatches, "there is no agent '\(agent)' that is valid",
                hint: Nearest.suggestion(for: agent, among: agents.map(\.name)) ?? "taskdaemon validate")
        }
        if name.hasPrefix("loops/") {
            let loop = String(name.dropFirst("loops/".count))
            if let written = written(LoopName(loop)) { return written }
            throw CommandError(
                .nothingMatches, "there is no loop type '\(loop)' that is valid",
                hint: Nearest.suggestion(for: loop, among: loopTypes.map(\.rawValue)) ?? "taskdaemon validate")
        }
        guard let found = pipelines[PipelineName(name)] else { throw missing(name) }
        guard let written = written(PipelineName(name)) else {
            throw CommandError(
                .usage, "the pipeline '\(name)' is not valid, see \(found.file)", hint: "taskdaemon validate")
        }
        return written
    }
}
