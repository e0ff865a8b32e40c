import CGuard
import Glibc

extension CommandLoop {
    /// Reads what there is, at most a megabyte at a time so that the other commands get their turn.
    mutating func readOutput(of id: UInt32) {
        guard let command = commands[id], let output = command.output else { return }
        var reads = 0
        while reads < 16 {
            let count = read(output.raw, buffer.baseAddress, buffer.count)
            if count > 0 {
                command.order.sink.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                reads += 1
            } else if count < 0, errno == EINTR {
                continue
            } else {
                if !(count < 0 && errno == EAGAIN) { closeOutput(of: id) }
                break
            }
        }
        let now = clock.now
        if reads > 0 { commands[id]?.wasHeard(at: now) }
    }

    mutating func readReport(of id: UInt32) {
        guard let command = commands[id] else { return }
        var report = guard_report()
        let size = MemoryLayout<guard_report>.size
        var count = recv(command.control.raw, &report, size, Int32(MSG_DONTWAIT))
        // A guard that ended before it read our last word: the report is behind that error.
        if count < 0, errno == ECONNRESET { count = recv(command.control.raw, &report, size, Int32(MSG_DONTWAIT)) }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        let duration = clock.now - command.startedAt
        // The tree is gone: what is in the pipe is all there will be, unless a process outside of it has our pipe.
        readOutput(of: id)
        if count == size {
            finish(id, command.result(report, at: clock.now))
        } else {
            // The guard was killed, or the nursery before it took the order; usually the nursery has cleaned up.
            if let nursery = command.nursery { guard_end_tree(start.tag, nursery, id) }
            finish(id, .without(command.ending?.termination ?? .interrupted, after: duration))
        }
    }

    mutating func finish(_ id: UInt32, _ result: CommandResult) {
        guard let command = commands.removeValue(forKey: id) else { return }
        if let output = command.output { readiness.remove(output) }
        readiness.remove(command.control)
        finished.append((command.order.continuation, result))
    }

    /// Tells those who wait, when all that belonged to their commands is closed.
    mutating func deliver() {
        let finished = finished
        self.finished = []
        for (continuation, result) in finished { continuation.resume(returning: result) }
    }

    mutating func nurseryEnded() {
        guard let ended = process else { return }
        var byte: UInt8 = 0
        let count = recv(ended.socket.raw, &byte, 1, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        forgetNursery(ended)
    }

    /// Its guards end what still runs: the kernel tells them that it is gone.
    mutating func forgetNursery(_ ended: NurseryProcess) {
        readiness.remove(ended.socket)
        process = nil
        // It may have closed its socket only; we must not wait for more than its end.
        kill(ended.pid, SIGKILL)
        ended.end()
    }

    private mutating func closeOutput(of id: UInt32) {
        guard let output = commands[id]?.output else { return }
        readiness.remove(output)
        commands[id]?.output = nil
    }
}
