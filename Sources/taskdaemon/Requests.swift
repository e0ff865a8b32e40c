import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Reporting

/// `Run` is a subcommand here; this is the run itself.
typealias Orchestrated = Orchestration.Run

/// Asking the daemon for something: every write command writes one ref, and says whether anyone is there to take it.
enum Requests {
    /// Writes a request into the inbox and says so.
    @discardableResult
    static func send(
        _ type: String, to reader: WorkspaceReader, run: RunID? = nil, stage: StageName? = nil,
        instance: InstanceName? = nil, tree: ObjectID? = nil, data: JSON? = nil, ulid: String? = nil,
        saying sentence: StyledText, next: [String], isQuiet: Bool = false
    ) throws -> String {
        let ulid = try write(
            type, to: reader, run: run, stage: stage, instance: instance, tree: tree, data: data, ulid: ulid)
        guard !isQuiet else { return ulid }
        var page = Page()
        page.add(sentence)
        if let run, type != "adopt", try LocalWorkspace(reader).isElsewhere(reader.run(run)) {
            page.add(StyledText("\(run) is another machine's, whose daemon takes it when it is pushed there", .waiting))
            let remote = (try? reader.repository.config("remote.origin.url")) ?? nil == nil ? "REMOTE" : "origin"
            let here = "taskdaemon adopt \(run)   # to go on with it here"
            // What the others say of this run comes true here once it is adopted.
            page.add(
                next: ["git push \(remote) '\(Inbox.prefix)*'", here] + next.filter { !$0.hasPrefix("taskdaemon ") })
        } else {
            page.add(daemonLine(reader))
            let start = "taskdaemon daemon --once"
            page.add(next: hasDaemon(reader) || next.contains(start) ? next : [start] + next)
        }
        Terminal.write(page)
        return ulid
    }

    /// Writes a request into the inbox; answers its ULID.
    @discardableResult
    static func write(
        _ type: String, to reader: WorkspaceReader, run: RunID? = nil, stage: StageName? = nil,
        instance: InstanceName? = nil, tree: ObjectID? = nil, data: JSON? = nil, ulid: String? = nil
    ) throws -> String {
        if let run { try refuseArchived(run, in: reader) }
        let now = Terminal.now
        let request = InboxRequest(
            ulid: ulid ?? ULID.make(at: now), type: type, run: run, stage: stage, instance: instance, tree: tree,
            data: data, cause: .inEnvironment, by: requester(reader), at: now)
        do {
            try Inbox(reader.repository).write(request, signedFor: LocalWorkspace(reader))
        } catch let error as JournalError {
            throw ReportError(error)
        }
        return request.ulid
    }

    /// Refuses whatever is asked of a run that is archived.
    static func refuseArchived(_ run: RunID, in reader: WorkspaceReader) throws {
        guard try reader.isArchived(run) else { return }
        throw CommandError(
            .refused, "\(run) is archived, and archived runs are final",
            hint: "its documents start another run with: taskdaemon run --plan FILE")
    }

    /// Refuses what the daemon would refuse, so that it is said at once.
    static func refuse(_ request: ControlRequest, of run: Orchestrated, in reader: WorkspaceReader) throws {
        try refuseArchived(run.id, in: reader)
        let isLate = request == .resume && run.end != nil
        guard let reason = isLate ? "the run has ended" : run.refusal(of: request, at: Terminal.now) else { return }
        throw CommandError(
            .refused, "\(run.id) cannot \(request.name): \(reason)", hint: "taskdaemon status \(run.id)")
    }

    /// Whether a daemon is running that will take what is asked.
    static func hasDaemon(_ reader: WorkspaceReader) -> Bool {
        WorkspaceLock.holder(commonDirectory: reader.repository.commonDirectory) != nil
    }

    private static func daemonLine(_ reader: WorkspaceReader) -> StyledText {
        if let holder = WorkspaceLock.holder(commonDirectory: reader.repository.commonDirectory) {
            return StyledText("a daemon is running (\(holder)) and will take it", .faint)
        }
        return StyledText("no daemon is running here: it is taken when one starts", .waiting)
    }

    /// Who asks: as git knows the user, else the login.
    static func requester(_ reader: WorkspaceReader) -> String {
        func configured(_ key: String) -> String? { (try? reader.repository.config(key)) ?? nil }
        let environment = ProcessInfo.processInfo.environment
        let name = configured("user.name")
        guard let email = configured("user.email") else { return name ?? environment["USER"] ?? "unknown" }
        return name.map { "\($0) <\(email)>" } ?? email
    }
}
