import CGuard
import Glibc

/// How to fork a nursery, the first and each that follows one that was killed.
struct NurseryStart: Sendable {
    let tag: String
    let containment: ProcessContainment?
    let lockPath: String?

    func process() throws(SystemError) -> NurseryProcess {
        try NurseryProcess(tag: tag, containment: containment, lockPath: lockPath)
    }
}

/// The one thread on which a nursery's commands are served.
final class NurseryThread: Sendable {
    private let start: NurseryStart
    private let process: NurseryProcess
    private let inbox: CommandInbox
    private let readiness: Readiness

    private init(start: NurseryStart, inbox: CommandInbox) throws(SystemError) {
        self.start = start
        self.inbox = inbox
        process = try start.process()
        readiness = try Readiness()
        try readiness.add(inbox.wake, as: .inbox)
        try readiness.add(process.socket, as: .nursery)
    }

    /// Forks the nursery and starts its thread, which ends when the inbox says so.
    static func begin(_ start: NurseryStart, inbox: CommandInbox) throws(SystemError) {
        let parts = Unmanaged.passRetained(try NurseryThread(start: start, inbox: inbox))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                guard_name_thread("commands")
                Unmanaged<NurseryThread>.fromOpaque(argument).takeRetainedValue().serve()
                return nil
            }, parts.toOpaque())
        guard code == 0 else {
            parts.takeRetainedValue().process.end()
            throw SystemError(errno: code, operation: "start a thread")
        }
        pthread_detach(thread)
    }

    private func serve() {
        var loop = CommandLoop(start: start, process: process, inbox: inbox, readiness: readiness)
        loop.run()
    }
}
