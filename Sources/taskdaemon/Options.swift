import ArgumentParser
import Foundation
import Pipelines
import Reporting

/// Where to act.
struct WorkspaceOptions: ParsableArguments {
    @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in this directory.", valueName: "dir"))
    var directory: String?

    /// Opens the repository that the directory is in, for reading.
    func open() throws -> WorkspaceReader {
        try enter()
        let reader = try WorkspaceReader(at: FileManager.default.currentDirectoryPath)
        ReadingProgress.shown(for: reader)
        return reader
    }

    /// Opens the workspace in which something is asked for.
    ///
    /// A stage's command is in a work tree with a repository of its own, of which no daemon takes anything: what it asks for
    /// goes to the workspace that the stage belongs to.
    func openToAsk() throws -> WorkspaceReader {
        try enter()
        let environment = ProcessInfo.processInfo.environment
        if let repository = environment["TASKDAEMON_REPOSITORY"], let input = environment["TASKDAEMON_INPUT"] {
            let tree = URL(filePath: input).deletingLastPathComponent().appending(path: "tree").path
            let here = FileManager.default.currentDirectoryPath
            if here == tree || here.hasPrefix(tree + "/") { try LeadingDirectory.enter(repository) }
        }
        return try WorkspaceReader(at: FileManager.default.currentDirectoryPath)
    }

    /// Goes to the directory.
    func enter() throws {
        if let directory { try LeadingDirectory.enter(directory) }
    }
}

/// How to show what was read.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write JSON, with stable names.")
    var json = false

    /// Writes a report as JSON, or its page.
    func write(_ report: some Encodable, page: @autoclosure () -> Page) {
        json ? Terminal.write(ReportText.json(report)) : Terminal.write(page())
    }
}

/// The path of a run or a part of one.
struct PathArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The run, its beginning, or @ for the newest; with /stage[/instance] behind it a part of it.",
            valueName: "run[/stage[/instance]]"), completion: .parts)
    var path: String

    /// The run, and the part of it that is meant.
    func resolve(in reader: WorkspaceReader) throws -> (run: Orchestrated, part: RunPart) {
        let path = try RunPath(path)
        let run = try reader.run(path.run)
        return (run, try run.part(path))
    }
}

/// A look back.
struct PastOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "As it was at that time: 2h, 2026-01-31, '2026-01-31 14:00', RFC 3339 (UTC where no zone is given), or after "
                + "that entry of a journal.", valueName: "time"))
    var at: String?

    /// Lets the reader look back, where that is asked for.
    ///
    /// - Parameter run: the run's name as it was given, whose entries are meant first.
    func enter(_ reader: WorkspaceReader, near run: String? = nil) throws {
        guard let at else { return }
        reader.lookBack(to: try reader.moment(at, near: run, now: Terminal.now))
    }
}

extension WorkspaceReader {
    /// The time at which everything is looked at.
    var now: Instant { moment?.time ?? Terminal.now }

    /// A page as it is, or as one of the past.
    func dated(_ page: Page, next: [String]) -> Page { moment.map { page.past($0, next: next) } ?? page }

    /// A report's JSON, with the time where that is not now.
    func json(_ report: some Encodable) -> String {
        moment.map { ReportText.json(Dated(report, at: $0.time)) } ?? ReportText.json(report)
    }
}
