import CGuard
import Glibc

/// One command between its order and its result, as the nursery's thread sees it.
struct RunningCommand {
    /// Why we end it.
    enum Ending {
        case timedOut
        case idle
        case cancelled

        var termination: CommandResult.Termination {
            switch self {
            case .timedOut: .timedOut
            case .idle: .idle
            case .cancelled: .cancelled
            }
        }
    }

    let id: UInt32
    let order: CommandOrder
    let startedAt: ContinuousClock.Instant
    let control: Descriptor
    /// The nursery that has the order.
    var nursery: pid_t?
    /// Until the command and all its children have closed their ends.
    var output: Descriptor?
    var ending: Ending?
    /// When it will have been silent for too long; nil while somebody is asked whether it is active.
    var idleAt: ContinuousClock.Instant?

    init(
        id: UInt32, order: CommandOrder, startedAt: ContinuousClock.Instant, control: Descriptor, output: Descriptor
    ) {
        self.id = id
        self.order = order
        self.startedAt = startedAt
        self.control = control
        self.output = output
        idleAt = order.spec.idleTimeout.map { startedAt + $0 }
    }

    var timeoutAt: ContinuousClock.Instant? { order.spec.timeout.map { startedAt + $0 } }

    /// When it must be looked at again.
    var deadline: ContinuousClock.Instant? {
        guard ending == nil else { return nil }
        return [timeoutAt, idleAt].compactMap(\.self).min()
    }

    mutating func wasHeard(at now: ContinuousClock.Instant) {
        idleAt = order.spec.idleTimeout.map { now + $0 }
    }

    mutating func end(_ ending: Ending) {
        guard self.ending == nil else { return }
        self.ending = ending
        var message = UInt8(GUARD_END)
        // It fails only when the guard has gone, and then there is nothing to end.
        send(control.raw, &message, 1, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    func result(_ report: guard_report, at now: ContinuousClock.Instant) -> CommandResult {
        CommandResult(
            termination: termination(report), duration: now - startedAt,
            usage: .init(
                user: .microseconds(Int64(clamping: report.user_us)),
                system: .microseconds(Int64(clamping: report.system_us)),
                peakMemoryBytes: Int(clamping: report.max_rss_kib) * 1024),
            leftBehind: Int(report.left_behind), hasSurvivors: report.survivors != 0)
    }

    private func termination(_ report: guard_report) -> CommandResult.Termination {
        if report.ending == GUARD_NOT_STARTED.rawValue {
            return .notStarted(errno: report.value, message: startFailure(report))
        }
        switch report.cause {
        case GUARD_CAUSE_NONE.rawValue: break
        case GUARD_CAUSE_ASKED.rawValue: return ending?.termination ?? .interrupted
        default: return .interrupted
        }
        return report.ending == GUARD_EXITED.rawValue ? .exited(report.value) : .signalled(report.value)
    }

    private func startFailure(_ report: guard_report) -> String {
        let reason = String(cString: strerror(report.value))
        switch report.step {
        case GUARD_STEP_DIRECTORY.rawValue: return "cannot enter the directory \(order.spec.directory): \(reason)"
        case GUARD_STEP_EXEC.rawValue: return "cannot run \(order.spec.arguments.first ?? ""): \(reason)"
        case GUARD_STEP_CONTAIN.rawValue: return "cannot contain the command's processes: \(reason)"
        default: return "cannot start a process: \(reason)"
        }
    }
}
