/// Serves all commands of a nursery on one thread: their output, their reports, their time.
///
/// Nothing here waits but `Readiness.wait`.
struct CommandLoop {
    let start: NurseryStart
    let inbox: CommandInbox
    let readiness: Readiness
    let clock = ContinuousClock()
    /// Nil after it was killed, until the next order.
    var process: NurseryProcess?
    var commands: [UInt32: RunningCommand] = [:]
    /// Orders that the nursery had no room for; sent again soon.
    var unsent: [UnsentOrder] = []
    var finished: [(CheckedContinuation<CommandResult, Never>, CommandResult)] = []
    var lastID: UInt32 = 0
    var stopping: [CheckedContinuation<Void, Never>] = []
    var isStopping = false
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

    init(start: NurseryStart, process: NurseryProcess, inbox: CommandInbox, readiness: Readiness) {
        self.start = start
        self.process = process
        self.inbox = inbox
        self.readiness = readiness
    }

    mutating func run() {
        while !(isStopping && commands.isEmpty) {
            for event in readiness.wait(until: deadline) {
                switch event {
                case .inbox: takeRequests()
                case .nursery: nurseryEnded()
                case .output(let id): readOutput(of: id)
                case .control(let id): readReport(of: id)
                }
            }
            sendUnsent()
            endWhatIsDue()
            deliver()
        }
        process?.end()
        inbox.close()
        buffer.deallocate()
        for continuation in stopping { continuation.resume() }
    }

    // MARK: requests

    private mutating func takeRequests() {
        for request in inbox.take() {
            switch request {
            case .run(let order): begin(order)
            case .cancelled: endCancelled()
            case .activity(let id, let isActive): heard(id, isActive: isActive)
            case .process(let continuation): continuation.resume(returning: try? currentProcess())
            case .stop(let continuation):
                isStopping = true
                if let continuation { stopping.append(continuation) }
                for id in Array(commands.keys) { commands[id]?.end(.cancelled) }
            }
        }
    }

    private mutating func endCancelled() {
        for (id, command) in commands where command.order.cancellation.isRequested {
            commands[id]?.end(.cancelled)
        }
    }

    // MARK: time

    private var deadline: ContinuousClock.Instant? {
        var earliest = commands.values.compactMap(\.deadline).min()
        if !unsent.isEmpty {
            let soon = clock.now + .milliseconds(2)
            earliest = min(earliest ?? soon, soon)
        }
        return earliest
    }

    private mutating func endWhatIsDue() {
        let now = clock.now
        for (id, command) in commands where command.ending == nil {
            if let at = command.timeoutAt, at <= now {
                commands[id]?.end(.timedOut)
            } else if let at = command.idleAt, at <= now {
                if let isActive = command.order.spec.isActive {
                    commands[id]?.idleAt = nil
                    ask(isActive, about: id)
                } else {
                    commands[id]?.end(.idle)
                }
            }
        }
    }

    /// The answer may take its time, and comes back as a request.
    private func ask(_ isActive: @escaping @Sendable () async -> Bool, about id: UInt32) {
        let inbox = inbox
        Task { inbox.post(.activity(id, isActive: await isActive())) }
    }

    private mutating func heard(_ id: UInt32, isActive: Bool) {
        // It may have ended meanwhile, or have written something, which counts as well.
        guard let command = commands[id], command.idleAt == nil else { return }
        let now = clock.now
        if isActive { commands[id]?.wasHeard(at: now) } else { commands[id]?.end(.idle) }
    }
}
