import CGuard
import Glibc

/// The forked process that starts commands for us, and the socket to it.
final class NurseryProcess: Sendable {
    let socket: Descriptor
    let pid: pid_t
    let containment: ProcessContainment

    /// Forks it; takes some milliseconds, in which it tries what means it has.
    init(tag: String, containment wanted: ProcessContainment?, lockPath: String?) throws(SystemError) {
        var lock: Descriptor?
        if let lockPath {
            let raw = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            if raw < 0 { throw SystemError(errno: errno, operation: "open \(lockPath)") }
            let opened = Descriptor(raw)
            // Shared: the guards of a nursery that was killed may still hold it when we start another.
            // Exclusively it is held for a moment only, by whoever waited for them, or what that one has just forked.
            var tries = 400
            while flock(raw, LOCK_SH | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK || errno == EINTR, tries > 0 else {
                    throw SystemError(errno: errno, operation: "lock \(lockPath)")
                }
                tries -= 1
                usleep(5_000)
            }
            lock = opened
        }
        var pid: pid_t = 0
        var means: Int32 = 0
        let socket = tag.withCString { tag in
            var setup = guard_setup(tag: tag, means: wanted?.means ?? 0, lock: lock?.raw ?? -1)
            return guard_nursery_start(&setup, &pid, &means)
        }
        withExtendedLifetime(lock) {}
        if socket < 0 { throw SystemError(errno: -socket, operation: "start the nursery") }
        self.socket = Descriptor(socket)
        self.pid = pid
        self.containment = ProcessContainment(means: means) ?? .processGroup
    }

    /// Lets it go and waits until it is gone; it ends whatever still runs.
    func end() {
        shutdown(socket.raw, Int32(SHUT_RDWR))
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
    }
}
