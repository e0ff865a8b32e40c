import Glibc

/// Where a server listens: a port of this machine, or a socket in the file system.
public enum ListenAddress: Hashable, Sendable {
    /// A host's name or number, and a port; 0 is any that is free.
    case tcp(host: String, port: UInt16)
    /// The path of a socket.
    case unix(path: String)

    /// Reads `127.0.0.1:9464`, `[::1]:9464`, `:9464` and `9464` (this machine alone), `unix:PATH`, or a path with a `/`
    /// in it; `nil` for anything else.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") || text.contains("/") {
            let path = text.hasPrefix("unix:") ? String(text.dropFirst(5)) : text
            guard !path.isEmpty, path.utf8.count <= Self.longestPath, !path.utf8.contains(0) else { return nil }
            self = .unix(path: path)
            return
        }
        let end = text.lastIndex(of: ":")
        let digits = end.map { text[text.index(after: $0)...] } ?? text[...]
        var host = end.map { String(text[..<$0]) } ?? ""
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else {
            return nil
        }
        self = .tcp(host: host.isEmpty ? "127.0.0.1" : host, port: port)
    }

    /// Longer ones do not fit into what the kernel takes.
    private static let longestPath = 107

    /// As a client names it: `http://127.0.0.1:9464/metrics`, `unix:/run/td.sock`.
    public var text: String {
        switch self {
        case .tcp(let host, let port): "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/metrics"
        case .unix(let path): "unix:\(path)"
        }
    }
}

/// A socket could not be made, bound or listened at.
public struct ListenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried and what the system said.
    public let description: String

    init(_ what: String, _ reason: String) { description = "cannot \(what): \(reason)" }
    init(_ what: String) { self.init(what, String(cString: strerror(errno))) }
}
