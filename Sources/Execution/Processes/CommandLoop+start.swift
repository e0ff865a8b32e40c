import CGuard
import Glibc

/// A command whose order the nursery could not take yet: the descriptors that go with it.
struct UnsentOrder {
    let id: UInt32
    let output: Descriptor
    let control: Descriptor
    /// How many nurseries died when it was to be sent.
    var deaths = 0
}

extension CommandLoop {
    mutating func begin(_ order: CommandOrder) {
        guard !isStopping, !order.cancellation.isRequested else {
            return finished.append((order.continuation, .without(.cancelled)))
        }
        do {
            _ = try currentProcess()
            let pipe = try Descriptor.pipe()
            let sockets = try Descriptor.socketPair()
            try readiness.add(pipe.reading, as: .output(lastID &+ 1))
            try readiness.add(sockets.ours, as: .control(lastID &+ 1))
            lastID &+= 1
            let command = RunningCommand(
                id: lastID, order: order, startedAt: clock.now, control: sockets.ours, output: pipe.reading)
            commands[lastID] = command
            send(UnsentOrder(id: lastID, output: pipe.writing, control: sockets.theirs))
        } catch {
            let termination = CommandResult.Termination.notStarted(errno: error.errno, message: error.message)
            finished.append((order.continuation, .without(termination)))
        }
    }

    mutating func sendUnsent() {
        let orders = unsent
        unsent = []
        orders.forEach { send($0) }
    }

    /// The nursery in force; another one if it was killed.
    mutating func currentProcess() throws(SystemError) -> NurseryProcess {
        if let process { return process }
        let started = try start.process()
        try readiness.add(started.socket, as: .nursery)
        process = started
        return started
    }

    private mutating func send(_ unsent: UnsentOrder) {
        guard let command = commands[unsent.id] else { return }
        // It was cancelled while it waited: its end of the socket closes here, which is its result.
        guard command.ending == nil else { return }
        let process: NurseryProcess
        do {
            process = try currentProcess()
        } catch {
            let termination = CommandResult.Termination.notStarted(errno: error.errno, message: error.message)
            return finish(unsent.id, .without(termination))
        }
        let order = command.order
        var message = guard_order(
            id: unsent.id, argc: UInt32(clamping: order.spec.arguments.count),
            envc: UInt32(clamping: order.spec.environment.count), grace_ms: order.spec.grace.wholeMilliseconds,
            strings: order.strings.raw, size: UInt64(order.size), input: order.input.raw, output: unsent.output.raw,
            control: unsent.control.raw)
        let code = guard_nursery_order(process.socket.raw, &message)
        switch code {
        case 0: commands[unsent.id]?.nursery = process.pid
        case EAGAIN, ETOOMANYREFS, ENOBUFS, ENOMEM: self.unsent.append(unsent)
        case EPIPE, ECONNRESET, ENOTCONN:
            forgetNursery(process)
            var again = unsent
            again.deaths += 1
            // Given up, its socket closes with it, which is its result.
            if again.deaths < 3 { self.unsent.append(again) }
        default:
            let message = SystemError(errno: code, operation: "send the order").message
            finish(unsent.id, .without(.notStarted(errno: code, message: message)))
        }
    }
}

extension Duration {
    /// For the guard's clock; negative is none, and more than 49 days is 49 days.
    fileprivate var wholeMilliseconds: UInt32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 4_294_967 else { return .max }
        return UInt32(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
