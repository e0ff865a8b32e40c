import ArgumentParser
import Definitions
import Pipelines
import Reporting

/// Checks an expression without evaluating it.
struct ExprCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find what is wrong in an expression without evaluating it.",
        discussion: """
            With --pipeline and --stage the names are those that the stage's conditions and its input mapping have, with \
            what the schemas of stages before it say; with --pipeline alone, those of 'start_on'. Without, any name may \
            exist. Definitions are those of the working tree. Exits 0 when nothing is wrong, 1 otherwise; with --json 0 \
            in both cases.

            Examples:
              taskdaemon expr check 'size(plan.title) > "3"'
              taskdaemon expr check --expect bool --pipeline taskdaemon --stage implementation 'spec.dependencies_met'
            """)

    @Argument(help: "The expression; one that begins with '-' comes after '--'.") var expression: String
    @Option(help: ArgumentHelp("The pipeline it is for.", valueName: "name"))
    var pipeline: String?
    @Option(help: ArgumentHelp("The stage it is for.", valueName: "name")) var stage: String?
    @Option(
        help: ArgumentHelp("The type that it must give: bool for a condition.", valueName: "type"),
        completion: .list(ExpressionReport.types))
    var expect: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if stage != nil, pipeline == nil { throw ValidationError("--stage needs --pipeline") }
        if let expect, !ExpressionReport.types.contains(expect) {
            throw ValidationError(
                "there is no type '\(expect)': there are \(ExpressionReport.types.joined(separator: ", "))")
        }
    }

    func run() throws {
        let report = ExpressionReport(checking: expression, scope: try scope(), expecting: expect)
        output.write(report, page: report.page())
        if !report.succeeded, !output.json { throw ExitCode.failure }
    }

    private func scope() throws -> StageScope? {
        guard let pipeline else { return nil }
        let reader = try workspace.open()
        guard let tree = EffectiveSettings.workingTree(of: reader) else {
            throw CommandError(.refused, "a bare repository has no working tree with definitions")
        }
        let loaded = try Checking.loaded(tree)
        guard let found = loaded.pipelines[PipelineName(pipeline)] else {
            throw loaded.missing(pipeline)
        }
        guard let definition = loaded.pipeline(PipelineName(pipeline)) else {
            throw CommandError(
                .usage, "the pipeline '\(pipeline)' is not valid, see \(found.file)", hint: "taskdaemon validate")
        }
        guard let stage else { return StageScope(startOf: definition) }
        guard let scope = StageScope(of: StageName(stage), in: definition) else {
            let names = definition.stages.map(\.name.rawValue)
            throw CommandError(
                .nothingMatches, "the pipeline '\(pipeline)' has no stage '\(stage)'",
                hint: Nearest.suggestion(for: stage, among: names) ?? "there are \(names.joined(separator: ", "))")
        }
        return scope
    }
}
