import ArgumentParser
import Git
import Orchestration
import Pipelines
import Reporting

/// The details of a run or a part of one.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the details of a run, a stage or an instance.",
        discussion: """
            Where a person's approval is waited for, it shows what there is to decide on: the tree that an approval is \
            bound to, what has changed, what each validation said, and what would run.

            --trace writes OpenTelemetry's JSON: a span for the run and for each stage, attempt and iteration, those of \
            runs within it too. The same run has the same ids every time.

            Examples:
              taskdaemon show greeter
              taskdaemon show greeter/implementation
              taskdaemon show greeter/implementation/core --json
              taskdaemon show greeter --at '2026-01-31 14:00'
              taskdaemon show greeter --trace > trace.json
              taskdaemon show @ --trace | curl --json @- http://localhost:4318/v1/traces
            """)

    @OptionGroup var target: PathArgument
    @Flag(help: "Write the whole run as a trace, in OpenTelemetry's JSON.") var trace = false
    @OptionGroup var past: PastOption
    @OptionGroup var pager: PagerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        try past.enter(reader, near: try RunPath(target.path).run)
        let (run, part) = try target.resolve(in: reader)
        if trace {
            guard part == .run else {
                throw CommandError(
                    .usage, "a trace is of a whole run, not of a part of it", hint: "taskdaemon show \(run.id) --trace")
            }
            return Terminal.write(ReportText.json(try reader.trace(of: run, version: TaskDaemonCommand.version)))
        }
        let history = try reader.history(of: run.id)
        func review(for stage: StageName?) throws -> Review {
            try Review(
                of: run, for: stage, history: history, branches: reader.branches(of: run), in: reader.repository)
        }
        let slots = try reader.slots(for: [run])
        switch part {
        case .run:
            let report = ShowRun(
                run, among: slots, review: run.integrations.isEmpty ? nil : try review(for: nil))
            show(report, report.page(at: reader.now), reader)
        case .stage(let stage):
            let waits = run.blockedOn(stage: stage)?.reason == .approval
            let found = ShowStage(run, stage, among: slots, review: waits ? try review(for: stage) : nil)
            guard let report = found else { return }
            show(report, report.page(), reader)
        case .instance(let id):
            let waits = run.blockedOn(id)?.reason == .approval
            let found = ShowInstance(
                run, id, among: slots, history: history, review: waits ? try review(for: id.stage) : nil)
            guard let report = found else { return }
            show(report, report.page(), reader)
        }
    }

    private func show(_ report: some Encodable, _ page: @autoclosure () -> Page, _ reader: WorkspaceReader) {
        guard !output.json else { return Terminal.write(reader.json(report)) }
        pager.write(reader.dated(page(), next: ["taskdaemon show \(target.path)"]), of: reader)
    }
}
