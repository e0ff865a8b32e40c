import ArgumentParser
import Reporting

/// Evaluates an expression.
struct ExprEval: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluate an expression.",
        discussion: """
            Exits 0 when it gives a value, 1 when it gives an error; with --json 0 in both cases. In JSON, bytes are \
            base64, timestamps and durations texts, NaN and infinities the strings "NaN", "Infinity" and "-Infinity", a \
            uint above 9223372036854775807 a string; 'type' tells them apart.

            Examples:
              taskdaemon expr eval 'size("text") > 3'
              taskdaemon expr eval 'spec.title' --data event.json
              taskdaemon expr eval --json 'duration("90s") + duration("1m")'
            """)

    @OptionGroup var options: ExpressionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let report = ExpressionReport(evaluating: options.expression, data: try options.roots())
        output.write(report, page: report.page())
        if !report.succeeded, !output.json { throw ExitCode.failure }
    }
}
