import Glibc

/// A socket that is listened at; closed, and removed where it stands in the file system, when it is dropped.
final class Listener: Sendable {
    let descriptor: Int32
    /// Where it is, with the port that was free.
    let address: ListenAddress

    init(_ address: ListenAddress) throws(ListenError) {
        switch address {
        case .tcp(let host, let port): (descriptor, self.address) = try Self.bind(host, port)
        case .unix(let path): (descriptor, self.address) = (try Self.bind(path), address)
        }
        guard listen(descriptor, 16) == 0 else { throw ListenError("listen at \(address.text)") }
    }

    deinit {
        close(descriptor)
        if case .unix(let path) = address { unlink(path) }
    }

    private static let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

    private static func bind(_ host: String, _ port: UInt16) throws(ListenError) -> (Int32, ListenAddress) {
        let name = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0, let found = list else {
            throw ListenError("listen at \(name)", String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        let descriptor = socket(found.pointee.ai_family, type, 0)
        guard descriptor >= 0 else { throw ListenError("make a socket") }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard Glibc.bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
            let error = ListenError("listen at \(name)")
            close(descriptor)
            throw error
        }
        return (descriptor, bound(descriptor) ?? .tcp(host: host, port: port))
    }

    /// What the kernel says of where a socket is bound.
    private static func bound(_ descriptor: Int32) -> ListenAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(descriptor, address, &length) == 0 else { return nil }
                var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                var service = [CChar](repeating: 0, count: 32)
                let flags = NI_NUMERICHOST | NI_NUMERICSERV
                guard
                    getnameinfo(
                        address, length, &host, socklen_t(host.count), &service, socklen_t(service.count), flags) == 0
                else { return nil }
                let text = { (bytes: [CChar]) in
                    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                }
                return UInt16(text(service)).map { .tcp(host: text(host), port: $0) }
            }
        }
    }

    private static func bind(_ path: String) throws(ListenError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            for (index, byte) in bytes.prefix(room.count - 1).enumerated() { room[index] = byte }
        }
        try removeLeft(path, &address)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw ListenError("make a socket") }
        // Between its making and this nobody else may connect.
        let mask = umask(0o177)
        let code = call(Glibc.bind, descriptor, &address)
        umask(mask)
        guard code == 0 else {
            let error = ListenError("listen at \(path)")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// A socket at which nobody listens was left by a process that was killed.
    private static func removeLeft(_ path: String, _ address: inout sockaddr_un) throws(ListenError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw ListenError("listen at \(path)", "a file is there") }
        let probe = socket(AF_UNIX, type, 0)
        guard probe >= 0 else { throw ListenError("make a socket") }
        defer { close(probe) }
        if call(Glibc.connect, probe, &address) == 0 || errno != ECONNREFUSED {
            throw ListenError("listen at \(path)", "another process listens there")
        }
        unlink(path)
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ descriptor: Int32,
        _ address: inout sockaddr_un
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
