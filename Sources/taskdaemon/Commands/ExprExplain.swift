import ArgumentParser
import Reporting

/// Shows how an expression comes to its value.
struct ExprExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show what each part of an expression gives, and where it comes from.",
        discussion: """
            Exits 0 when it gives a value, 1 when it gives an error; with --json 0 in both cases.

            Examples:
              taskdaemon expr explain 'spec.ready && spec.points > 2' --data event.json
              taskdaemon expr explain --json '[1, 2].map(x, x * 2)'
            """)

    @OptionGroup var options: ExpressionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let report = ExplanationReport(options.expression, data: try options.roots())
        output.write(report, page: report.page())
        if !report.result.succeeded, !output.json { throw ExitCode.failure }
    }
}
