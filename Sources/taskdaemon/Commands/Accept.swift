import Accepting
import ArgumentParser
import Git
import GitNames
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// A run's work onto the branch that it was started from.
struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Merge a run into the branch that it was started from.",
        discussion: """
            The only command that touches a branch of yours. Where the branch is checked out, its files are brought along: \
            only those that differ, and only when nothing there is changed or in the way. Hooks are not run, and the \
            commit is not signed. The run's tags move to refs/taskdaemon/tags/, out of the way of 'git describe'; those of a run \
            that still goes on (--unfinished) stay where they are.

            With --check nothing is written: it says whether there would be conflicts, and exits 1 if so.

            Examples:
              taskdaemon accept greeter --check
              taskdaemon accept greeter
              taskdaemon accept greeter --squash -m 'A greeter'
              taskdaemon accept greeter --into release --ff-only
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @Flag(help: "Make one ordinary commit of it, rather than a merge.") var squash = false
    @Flag(help: "Only move the branch along, or refuse.") var ffOnly = false
    @Flag(help: "Say what would happen, and write nothing.") var check = false
    @Flag(help: "Also a run that has not succeeded: what is on its branch so far.") var unfinished = false
    @Flag(help: "Leave the run's tags in refs/tags/.") var keepTags = false
    @Option(
        help: ArgumentHelp("Another branch than the run was started from.", valueName: "branch"), completion: .branches)
    var into: String?
    @Option(name: [.short, .long], help: "The commit's message.") var message: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if squash, ffOnly { throw ValidationError("--squash and --ff-only are two different things") }
        if ffOnly, message != nil { throw ValidationError("a fast-forward makes no commit that -m could be of") }
    }

    func run() throws {
        let reader = try workspace.open()
        let run = try reader.run(try RunPath(name).run)
        if let parent = run.creation.request.parent {
            throw CommandError(
                .refused, "\(run.id) is part of \(parent.run), which takes its work over",
                hint: "taskdaemon accept \(parent.run)")
        }
        if run.status != .succeeded, !unfinished {
            throw CommandError(
                .refused, "\(run.id) has not succeeded: it is \(run.status.rawValue)",
                hint: "taskdaemon status \(run.id), or --unfinished for what is on its branch so far")
        }
        let method: AcceptMethod = squash ? .squash : ffOnly ? .fastForward : .merge
        let acceptance = try Acceptance(of: run, into: into, by: method, in: reader.repository)
        let report = acceptance.report
        if check || !report.possible { output.write(report, page: report.page()) }
        guard report.possible else { throw CommandError(acceptance.refusal()) ?? ExitCode.failure }
        if check { return }
        let commit = try acceptance.perform(by: try CommitIdentity.user(of: reader.repository), message: message)
        try tell(report, commit, reader, run.id)
    }

    /// Says what was done, and asks the daemon for what is the run's own: the record of it, and the tags.
    private func tell(_ report: AcceptReport, _ commit: ObjectID, _ reader: WorkspaceReader, _ run: RunID) throws {
        let data: JSON = [
            "branch": .string(report.into), "onto": .string(report.onto), "commit": .string(commit.hex),
            "how": .string(report.method.rawValue),
            "keep_tags": .bool(keepTags),
        ]
        let old = ObjectID(hex: report.onto)?.short ?? report.onto
        let said: StyledText
        var next = ["git log --oneline --graph -5 \(report.into)"]
        if report.method == .alreadyThere {
            said = StyledText(report.into, .name) + " has " + StyledText(run.rawValue, .name) + " already"
        } else {
            said =
                StyledText("accepted ", .good) + StyledText(run.rawValue, .name) + " into "
                + StyledText(report.into, .name) + ": \(old) -> \(commit.short)"
            next.append("taskdaemon undo   # to undo it")
        }
        try Requests.send("accepted", to: reader, run: run, data: data, saying: said, next: next)
    }
}
