import ArgumentParser
import Foundation
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Reporting

/// An event from outside.
struct Emit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "State an event, for pipelines and stages that wait for its type.",
        discussion: """
            Pipelines whose start_on names the type start a run, and stages with on_event on it get an instance; their \
            filters see the data as event.KEY. With --run the event is for that run alone. In a command of a stage it is \
            stated in the workspace that the stage belongs to.

            Examples:
              taskdaemon emit release.asked --data '{"version": "1.2"}'
              taskdaemon emit deploy.allowed --run greeter
              taskdaemon emit metrics.read --data - < metrics.json
            """)

    @Argument(help: "The event's type: words joined by dots.") var type: String
    @Option(help: ArgumentHelp("What it says, as JSON; - reads standard input.", valueName: "json")) var data = "{}"
    @Option(
        name: .customLong("run"), help: ArgumentHelp("Only for this run, named as elsewhere.", valueName: "run"),
        completion: .runs)
    var named: String?
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        guard Event.isType(type) else {
            throw CommandError(.usage, "'\(type)' is no event's type: it has no blanks, and at most 200 bytes")
        }
        guard !Event.ownTypes.contains(type) else {
            throw CommandError(
                .usage, "'\(type)' is for the daemon to state", hint: "taskdaemon run --plan FILE starts a run by hand")
        }
        let value = try json()
        let reader = try workspace.openToAsk()
        let target = try named.map { try reader.run($0) }
        if let target, target.stages(waitingFor: type).isEmpty {
            throw CommandError(
                .refused, "no stage of \(target.id) waits for \(type)", hint: "taskdaemon status \(target.id)")
        }
        let ulid = ULID.make(at: Terminal.now)
        try Requests.send(
            "emit", to: reader, run: target?.id, data: ["type": .string(type), "data": value], ulid: ulid,
            saying: "stated " + StyledText(type, .name) + " as \(ulid)",
            next: [target.map { "taskdaemon status \($0.id)" } ?? "taskdaemon why-not \(ulid)"])
    }

    private func json() throws -> JSON {
        var bytes = Array(data.utf8)
        if data == "-" {
            // One byte more than may be is enough to say so.
            bytes = [UInt8]((try? FileHandle.standardInput.read(upToCount: Event.dataLimit + 1)) ?? Data())
        }
        guard bytes.count <= Event.dataLimit else {
            throw CommandError(.usage, "an event's data has at most \(Event.dataLimit >> 10) KiB")
        }
        do { return try JSON(parsing: bytes) } catch {
            throw CommandError(.usage, "the data is not JSON: \(error)", hint: "--data '{\"key\": \"value\"}'")
        }
    }
}
