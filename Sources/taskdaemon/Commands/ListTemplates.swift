import ArgumentParser
import Daemon
import Definitions
import Pipelines
import Reporting
import Templates

/// Pipelines to start from.
struct ListTemplates: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "List pipelines to start from, or print one.",
        discussion: """
            'taskdaemon init --template NAME' writes one to .taskdaemon/pipelines/NAME.yml, for you to change.

            Examples:
              taskdaemon templates
              taskdaemon templates review-gate
              taskdaemon init --template review-gate
            """)

    static let names = Templates.starters.keys.sorted()

    @Argument(help: "The one to print.", completion: .list(names)) var name: String?
    @OptionGroup var output: OutputOptions

    /// What `--json` gives.
    struct Listing: Encodable {
        /// One pipeline.
        struct Entry: Encodable {
            var name: String
            var description: String
        }

        var templates: [Entry]
    }

    func run() throws {
        if let name {
            Terminal.write(String(decoding: try Self.bytes(of: name), as: UTF8.self))
            return
        }
        var listing = Listing(templates: [])
        for (name, bytes) in Templates.starters.sorted(by: { $0.key < $1.key }) {
            let loaded = Definitions.load(
                DefinitionFiles(files: ["pipelines/\(name).yml": bytes]), builtIn: .shipped)
            let pipeline = loaded.validPipelines.first { $0.name.rawValue == name }
            listing.templates.append(.init(name: name, description: pipeline?.description ?? ""))
        }
        var page = Page()
        page.add(rows: listing.templates.map { [StyledText($0.name, .name), StyledText($0.description)] })
        page.add(next: ["taskdaemon templates review-gate", "taskdaemon init --template review-gate"])
        output.write(listing, page: page)
    }

    /// The text of a template.
    static func bytes(of name: String) throws -> [UInt8] {
        if let bytes = Templates.starters[name] { return bytes }
        throw CommandError(
            .nothingMatches, "there is no template '\(name)'",
            hint: Nearest.suggestion(for: name, among: names) ?? "there are \(names.joined(separator: ", "))")
    }
}
