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
