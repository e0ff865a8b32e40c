import ArgumentParser
import Orchestration
import Reporting

/// Operations, newest first.
struct OpLog: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "List what moved refs, newest first.",
        discussion: """
            What people asked for has a number, the newest being 1; the rest the daemon did by itself.

            Examples:
              taskdaemon op log
              taskdaemon op log --people
              taskdaemon op log --run greeter -n 50
            """)

    @Flag(help: "Only what people asked for: what 'undo' takes back.") var people = false
    @Option(name: .customLong("run"), help: ArgumentHelp("Only of this run.", valueName: "run"), completion: .runs)
    var name: String?
    @Option(name: [.customShort("n"), .customLong("max-count")], help: "So many of the newest.") var count = 30
    @OptionGroup var pager: PagerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if count < 1 { throw ValidationError("-n needs a number of at least 1") }
    }

    func run() throws {
        let reader = try workspace.open()
        let only = try name.map { try reader.run($0).id }
        var walk = try reader.operations()
        var found: [Operation] = []
        while found.count < count, let operation = walk.next() {
            if people, operation.number == nil { continue }
            if let only, operation.run != only { continue }
            found.append(operation)
        }
        let report = OperationLog(found)
        output.json
            ? Terminal.write(ReportText.json(report)) : pager.write(report.page(at: Terminal.now), of: reader)
    }
}
