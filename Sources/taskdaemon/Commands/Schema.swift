import ArgumentParser
import Daemon
import Definitions
import Foundation
import JSONValues
import Reporting
import Schemas
import Templates

/// The formats that are read and written here, as JSON Schemas.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of a format, or hold data against one.",
        discussion: """
            Of what you write: pipeline, loop, config, for editors. Of what '--json' gives: the command's name.

            Examples:
              taskdaemon schema pipeline > pipeline.schema.json
              taskdaemon schema status
              taskdaemon schema check .taskdaemon/schemas/release.json data.json
              taskdaemon schema page | less
            """,
        subcommands: [PrintSchema.self, CheckSchema.self, PrintPage.self], defaultSubcommand: PrintSchema.self)
}

/// Prints one.
struct PrintSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Print the JSON Schema of a format.",
        discussion: """
            Examples:
              taskdaemon schema print loop
            """)

    static let all = Templates.formats.merging(Templates.reports) { format, _ in format }
    static let names = Templates.formats.keys.sorted() + Templates.reports.keys.filter { $0 != "config" }.sorted()

    @Argument(
        help: "pipeline, loop, config; or the name of a command that has --json ('config-report' for that of config).",
        completion: .list(names))
    var name = "pipeline"

    func run() throws {
        let bytes = name == "config-report" ? Templates.reports["config"] : Self.all[name]
        guard let bytes else {
            throw CommandError(
                .nothingMatches, "there is no schema '\(name)'",
                hint: Nearest.suggestion(for: name, among: Self.names)
                    ?? "there are \(Self.names.joined(separator: ", "))")
        }
        Terminal.write(String(decoding: bytes, as: UTF8.self))
    }
}

/// Prints what the formats mean.
struct PrintPage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page", abstract: "Print the page on the language of pipelines: every key, with an example.",
        discussion: """
            It is made from the schemas, and from what reads definitions and expressions. Markdown.

            Examples:
              taskdaemon schema page | less
            """)

    func run() throws {
        Terminal.write(
            LanguagePage.page(String(decoding: Templates.languagePage, as: UTF8.self), formats: Templates.formats))
    }
}

/// Holds data against one.
struct CheckSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Hold a JSON file against a JSON Schema, as mappings are.",
        discussion: """
            References lead to schemas of the same folder and to the built-in ones, by name; nothing is fetched. Exits 0 \
            when the data is valid, 1 when it is not, 2 when the schema cannot be used. '-' is standard input.

            Examples:
              taskdaemon schema check release.schema.json data.json
              taskdaemon status --json | taskdaemon schema check --json status.schema.json -
            """)

    @Argument(help: "A file with the schema.", completion: .file(extensions: ["json"])) var schema: String
    @Argument(help: "A file with the data, or -.", completion: .file()) var data: String
    @OptionGroup var output: OutputOptions

    /// What `--json` gives.
    struct Verdict: Encodable {
        var valid: Bool
        var errors: [Finding]
    }

    /// One thing that does not fit.
    struct Finding: Encodable {
        var path: String
        var schemaPath: String
        var message: String

        private enum CodingKeys: String, CodingKey {
            case path, message
            case schemaPath = "schema_path"
        }
    }

    func run() throws {
        let written = Definitions.bundled(
            try JSON(readingFile: schema), with: try Self.neighbours(of: schema), builtIn: .shipped)
        let rules: Schemas.Schema
        do {
            rules = try Schemas.Schema.compile(written)
        } catch {
            throw CommandError(.usage, "'\(schema)' cannot be used as a schema: \(error)")
        }
        let found = rules.validate(try JSON(readingFile: data))
        let verdict = Verdict(
            valid: found.isEmpty,
            errors: found.map { Finding(path: $0.path, schemaPath: $0.schemaPath, message: $0.message) })
        output.write(verdict, page: page(verdict))
        if !verdict.valid { throw ExitCode.failure }
    }

    /// The schemas that it may refer to by name: those in its own folder.
    private static func neighbours(of schema: String) throws -> DefinitionFiles {
        guard schema != "-" else { return DefinitionFiles() }
        let folder = URL(fileURLWithPath: schema).deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var files: [String: [UInt8]] = [:]
        for name in names.filter({ $0.hasSuffix(".json") }).prefix(1000) {
            let tree = WorkingTree(path: folder.path)
            if let bytes = try? tree.file(name) { files["schemas/\(name)"] = bytes }
        }
        return DefinitionFiles(files: files)
    }

    private func page(_ verdict: Verdict) -> Page {
        var page = Page()
        for finding in verdict.errors {
            page.add(
                StyledText(finding.path.isEmpty ? "(root)" : finding.path, .name) + "  " + StyledText(finding.message))
        }
        if verdict.valid { page.add(StyledText("valid", .good)) }
        return page
    }
}
