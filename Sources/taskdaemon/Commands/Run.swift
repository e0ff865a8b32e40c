import ArgumentParser
import Definitions
import JSONValues
import Pipelines
import Reporting

/// A run by hand.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a run by hand, and follow it.",
        discussion: """
            Starts from the commit that HEAD is at, and takes a document also when a run has taken it before.

            Examples:
              taskdaemon run --plan plans/greeter.md
              taskdaemon run release --input version=1.2 --input dry=true
              taskdaemon run --plan plans/urgent.md --priority 10
            """)

    @Argument(help: "The pipeline's name.", completion: .pipelines) var pipeline = "taskdaemon"
    @Option(
        help: ArgumentHelp("The plan, as it is committed.", valueName: "file"), completion: .file(extensions: ["md"]))
    var plan: String?
    @Option(help: ArgumentHelp("A value for the run; JSON, or else text.", valueName: "key=value")) var input:
        [String] = []
    @Option(
        help: ArgumentHelp(
            "Which runs get free slots first: the higher number, from -1000 to 1000. Default: the pipeline's.",
            valueName: "number"))
    var priority: Int?
    @Flag(help: "Only ask for it.") var noFollow = false
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        if let priority, !Pipeline.priorities.contains(priority) {
            throw CommandError(.usage, "a priority is from -1000 to 1000, not \(priority)")
        }
        let reader = try workspace.open()
        let path = try plan.map { try reader.pathInTree($0) }
        try check(reader, path)
        let data: JSON = [
            "pipeline": .string(pipeline), "plan": path.map { .string($0) } ?? .null, "inputs": .object(try inputs()),
            "priority": priority.map { .int(Int64($0)) } ?? .null,
        ]
        let hasDaemon = Requests.hasDaemon(reader)
        let ulid = try Requests.send(
            "run", to: reader, data: data, saying: "asked for a run of " + StyledText(pipeline, .name),
            next: hasDaemon ? [] : ["taskdaemon daemon --once", "taskdaemon status"])
        guard hasDaemon, !noFollow else { return }
        try await Progress.shown { try await Following(reader: reader).follow(request: ulid) }
    }

    /// Says at once what the daemon would find: it starts from the commit that HEAD is at.
    private func check(_ reader: WorkspaceReader, _ path: String?) throws {
        let head = try reader.commit("HEAD")
        let loaded = try LocalWorkspace(reader).definitions(at: head)
        switch loaded.pipelines[PipelineName(pipeline)]?.result {
        case .success: break
        case .failure(let invalid):
            for diagnostic in invalid.diagnostics { Terminal.writeError(text: diagnostic.rendered()) }
            throw CommandError(.usage, "the pipeline '\(pipeline)' is invalid at HEAD", hint: "taskdaemon validate")
        case nil:
            let names = loaded.pipelines.keys.sorted().map(\.rawValue).joined(separator: ", ")
            throw CommandError(
                .nothingMatches, "there is no pipeline '\(pipeline)' at HEAD", hint: "there are \(names)")
        }
        if let path, !(try reader.hasFile(path, at: head)) {
            throw CommandError(
                .nothingMatches, "'\(path)' is not in the commit that HEAD is at", hint: "commit it first")
        }
    }

    private func inputs() throws -> [String: JSON] {
        var inputs: [String: JSON] = [:]
        for text in input {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw CommandError(.usage, "'\(text)' is not key=value")
            }
            inputs[String(parts[0])] = (try? JSON(parsing: parts[1].utf8)) ?? .string(String(parts[1]))
        }
        return inputs
    }
}
