import CGuard

/// Waits in the kernel for the descriptors of a nursery's commands (epoll).
struct Readiness {
    enum Source: Equatable {
        case inbox
        case nursery
        case output(UInt32)
        case control(UInt32)

        fileprivate var tag: UInt64 {
            switch self {
            case .inbox: 0
            case .nursery: 1
            case .output(let id): UInt64(id) << 2 | 2
            case .control(let id): UInt64(id) << 2 | 3
            }
        }

        fileprivate init(tag: UInt64) {
            let id = UInt32(truncatingIfNeeded: tag >> 2)
            switch tag & 3 {
            case 0: self = .inbox
            case 1: self = .nursery
            case 2: self = .output(id)
            default: self = .control(id)
            }
        }
    }

    private let poller: Descriptor

    init() throws(SystemError) {
        poller = try Descriptor.poller()
    }

    func add(_ descriptor: Descriptor, as source: Source) throws(SystemError) {
        let code = guard_poller_add(poller.raw, descriptor.raw, source.tag)
        if code < 0 { throw SystemError(errno: -code, operation: "epoll_ctl") }
    }

    func remove(_ descriptor: Descriptor) {
        guard_poller_remove(poller.raw, descriptor.raw)
    }

    /// What is ready, when something is or the time has come.
    func wait(until deadline: ContinuousClock.Instant?) -> [Source] {
        var tags = [UInt64](repeating: 0, count: 64)
        let count = guard_poller_wait(poller.raw, &tags, Int32(tags.count), milliseconds(until: deadline))
        return tags.prefix(Int(count)).map { Source(tag: $0) }
    }

    private func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let (seconds, attoseconds) = (deadline - ContinuousClock.now).components
        guard seconds >= 0, attoseconds > 0 || seconds > 0 else { return 0 }
        guard seconds < 3600 else { return 3_600_000 }
        // Rounded up, or the last millisecond would be spent spinning.
        return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000) + 1
    }
}
