import ArgumentParser
import Reporting

/// Why something stands where it stands.
struct Why: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain why a stage or an instance does not run, or why it failed.",
        discussion: """
            Names the reason, the verdict of every trigger with the values in it, and what can be done.

            Examples:
              taskdaemon why greeter
              taskdaemon why greeter/implementation
              taskdaemon why greeter/implementation/core --json
              taskdaemon why greeter --at 2h
            """)

    @OptionGroup var target: PathArgument
    @OptionGroup var past: PastOption
    @OptionGroup var pager: PagerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        try past.enter(reader, near: try RunPath(target.path).run)
        let (run, part) = try target.resolve(in: reader)
        let report = WhyReport(run, part, among: try reader.slots(for: [run])) { reader.lastLines(of: $0, in: run) }
        guard !output.json else { return Terminal.write(reader.json(report)) }
        pager.write(reader.dated(report.page(), next: ["taskdaemon why \(target.path)"]), of: reader)
    }
}
