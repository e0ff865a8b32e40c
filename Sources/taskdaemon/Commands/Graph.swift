import ArgumentParser
import Daemon
import Definitions
import Orchestration
import Pipelines
import Reporting

/// Pictures of pipelines and runs.
struct Graph: ParsableCommand {
    /// How a picture is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case mermaid
        case dot
        case svg
        case json
    }

    static let configuration = CommandConfiguration(
        abstract: "Draw a pipeline, or a run with where everything stands.",
        discussion: """
            A pipeline is taken from the working tree, in a bare repository from HEAD, a run's as it was when the run began.

            Examples:
              taskdaemon graph
              taskdaemon graph release
              taskdaemon graph @
              taskdaemon graph --format svg > pipeline.svg
              taskdaemon graph release --format mermaid
            """)

    @Argument(
        help: ArgumentHelp("A pipeline's name, or a run as other commands take it.", valueName: "pipeline|run"),
        completion: .runs)
    var name = "taskdaemon"
    @Option(help: "One of text, mermaid, dot, svg, json.") var format = Format.text
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let report = try graph(reader)
        switch format {
        case .text: Terminal.write(report.page(width: Terminal.width))
        case .mermaid: Terminal.write(report.mermaid)
        case .dot: Terminal.write(report.dot)
        case .svg: Terminal.write(report.svg)
        case .json: Terminal.write(ReportText.json(report))
        }
    }

    private func graph(_ reader: WorkspaceReader) throws -> GraphReport {
        let loaded = try LocalWorkspace(reader).definitionsAtHand()
        if let found = loaded.pipelines[PipelineName(name)] {
            switch found.result {
            case .success(let pipeline): return GraphReport(pipeline)
            case .failure(let invalid):
                for diagnostic in invalid.diagnostics { Terminal.writeError(text: diagnostic.rendered()) }
                throw CommandError(.usage, "the pipeline '\(name)' is invalid", hint: "taskdaemon validate")
            }
        }
        do {
            return GraphReport(try reader.run(name))
        } catch {
            guard error.code == .nothingMatches, name != "@" else { throw error }
            let pipelines = loaded.pipelines.keys.sorted().map(\.rawValue)
            throw CommandError(
                .nothingMatches, "there is neither a pipeline nor a run '\(name)'",
                hint: Nearest.suggestion(for: name, among: pipelines) ?? error.hint)
        }
    }
}
