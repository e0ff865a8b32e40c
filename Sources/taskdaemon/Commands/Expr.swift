import ArgumentParser
import Foundation
import JSONValues

/// Expressions on their own, as pipelines have them in conditions, filters and mappings.
struct Expr: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate, check or explain an expression (CEL).",
        discussion: """
            Expressions stand in 'when', 'filter', 'for_each', 'from' and 'expr' of a pipeline. Beside CEL's own there are \
            slug(s), lines(s), json(s), section(markdown, name) and front_matter(markdown).

            Examples:
              taskdaemon expr eval '1 + 2'
              taskdaemon expr eval 'spec.tags.exists(t, t == "new")' --data event.json
              taskdaemon expr check --pipeline release --stage build 'plan.title != ""'
              taskdaemon expr explain 'a && b > 2' --data - <<< '{"a": true, "b": 1}'
            """,
        subcommands: [ExprEval.self, ExprCheck.self, ExprExplain.self])
}

/// The expression, and what it is evaluated over.
struct ExpressionOptions: ParsableArguments {
    @Argument(help: "The expression; one that begins with '-' comes after '--'.") var expression: String
    @Option(
        help: ArgumentHelp(
            "A JSON file, or -: an object whose members are the names that exist.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var data: String?

    /// The members of the data; none where none was given.
    func roots() throws -> [String: JSON] {
        guard let data else { return [:] }
        guard let roots = try JSON(readingFile: data).objectValue else {
            throw CommandError(
                .usage, "'\(data)' is not a JSON object", hint: "its members are what an expression sees")
        }
        return roots
    }
}
