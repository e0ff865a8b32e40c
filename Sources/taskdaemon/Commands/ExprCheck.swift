import ArgumentParser
import Definitions
import Expressions
import Pipelines
import Reporting

/// Checks an expression without evaluating it.
struct ExprCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find what is wrong in an expression without evaluating it.",
        discussion: """
            With --pipeline and --stage the names are those that the stage's conditions and its input mapping have, with \
            what the schemas of stages before it say; with --pipeline alone, those of 'start_on'. Without, any name may \
            exist. Definitions are those of the working tree, of a bare repository those at HEAD. Exits 0 when nothing is \
            wrong, 1 otherwise; with --json 0 in both cases.

            --for names the key that the expression is for, and with that its names and the type that it must give: of a \
            stage when, filter, on_condition, for_each, input_mapping, output_mapping (what a built-in loop or a used \
            pipeline gives is known, of commands and agents it is not); of a stage or a pipeline success; start_on, \
            concurrency and retry_on without either.

            Examples:
              taskdaemon expr check 'size(plan.title) > "3"'
              taskdaemon expr check --pipeline taskdaemon --stage implementation --for filter 'spec.dependencies_met'
              taskdaemon expr check --pipeline taskdaemon --stage planning --for output_mapping 'plan.specs'
              taskdaemon expr check --for retry_on 'error.class == "timeout"'
            """)

    @Argument(help: "The expression; one that begins with '-' comes after '--'.") var expression: String
    @Option(help: ArgumentHelp("The pipeline it is for.", valueName: "name"), completion: .pipelines)
    var pipeline: String?
    @Option(help: ArgumentHelp("The stage it is for.", valueName: "name")) var stage: String?
    @Option(
        name: .customLong("for"), help: ArgumentHelp("The key of the definition that it is for.", valueName: "key"),
        completion: .list(ExpressionPlace.allCases.map(\.rawValue)), transform: Self.place)
    var place: ExpressionPlace?
    @Option(
        help: ArgumentHelp("The type that it must give: bool for a condition.", valueName: "type"),
        completion: .list(ExpressionReport.types))
    var expect: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if stage != nil, pipeline == nil { throw ValidationError("--stage needs --pipeline") }
        if let place, place.needsStage, stage == nil {
            throw ValidationError("--for \(place.rawValue) needs --pipeline and --stage")
        }
        if let place, pipeline == nil, !place.isEverywhere {
            throw ValidationError("--for \(place.rawValue) needs --pipeline")
        }
        if let expect, !ExpressionReport.types.contains(expect) {
            throw ValidationError(
                "there is no type '\(expect)': there are \(ExpressionReport.types.joined(separator: ", "))")
        }
    }

    func run() throws {
        let report = ExpressionReport(
            checking: expression, scope: try scope(), expecting: expect ?? place?.expected?.description)
        output.write(report, page: report.page())
        if !report.succeeded, !output.json { throw ExitCode.failure }
    }

    private func scope() throws -> StageScope? {
        guard let pipeline else { return place.map { StageScope($0) } }
        let loaded = try LocalWorkspace(workspace.open()).definitionsAtHand()
        guard let found = loaded.pipelines[PipelineName(pipeline)] else {
            throw loaded.missing(pipeline)
        }
        guard let definition = loaded.pipeline(PipelineName(pipeline)) else {
            throw CommandError(
                .usage, "the pipeline '\(pipeline)' is not valid, see \(found.file)", hint: "taskdaemon validate")
        }
        guard let stage else {
            return place.flatMap { StageScope(of: $0, stage: nil, in: definition) } ?? StageScope(startOf: definition)
        }
        guard let scope = StageScope(of: place ?? .inputMapping, stage: StageName(stage), in: definition) else {
            let names = definition.stages.map(\.name.rawValue)
            throw CommandError(
                .nothingMatches, "the pipeline '\(pipeline)' has no stage '\(stage)'",
                hint: Nearest.suggestion(for: stage, among: names) ?? "there are \(names.joined(separator: ", "))")
        }
        return scope
    }

    private static func place(_ key: String) throws -> ExpressionPlace {
        if let place = ExpressionPlace(rawValue: key) { return place }
        let keys = ExpressionPlace.allCases.map(\.rawValue)
        throw ValidationError("no expression stands under '\(key)': there are \(keys.joined(separator: ", "))")
    }
}
