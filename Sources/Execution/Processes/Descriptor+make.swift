import CGuard
import Glibc

extension Descriptor {
    /// A pipe whose reading end does not wait.
    static func pipe() throws(SystemError) -> (reading: Descriptor, writing: Descriptor) {
        var reading: Int32 = -1
        var writing: Int32 = -1
        try check(guard_pipe(&reading, &writing), "pipe")
        return (Descriptor(reading), Descriptor(writing))
    }

    /// A pair of message sockets; ours does not wait.
    static func socketPair() throws(SystemError) -> (ours: Descriptor, theirs: Descriptor) {
        var ours: Int32 = -1
        var theirs: Int32 = -1
        try check(guard_socket_pair(&ours, &theirs), "socketpair")
        return (Descriptor(ours), Descriptor(theirs))
    }

    /// A file in memory with these bytes, to be read from its beginning.
    static func memory(_ bytes: [UInt8]) throws(SystemError) -> Descriptor {
        var file: Int32 = -1
        let code = bytes.withUnsafeBytes { guard_memory_file($0.baseAddress, $0.count, &file) }
        try check(code, "memfd_create")
        return Descriptor(file)
    }

    /// What wakes a thread that waits in the kernel.
    static func wakeable() throws(SystemError) -> Descriptor {
        var raw: Int32 = -1
        try check(guard_wakeable(&raw), "eventfd")
        return Descriptor(raw)
    }

    /// What waits for many others.
    static func poller() throws(SystemError) -> Descriptor {
        var raw: Int32 = -1
        try check(guard_poller(&raw), "epoll_create1")
        return Descriptor(raw)
    }

    static func null() throws(SystemError) -> Descriptor {
        let raw = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if raw < 0 { throw SystemError(errno: errno, operation: "open /dev/null") }
        return Descriptor(raw)
    }

    private static func check(_ code: Int32, _ operation: String) throws(SystemError) {
        if code < 0 { throw SystemError(errno: -code, operation: operation) }
    }
}
