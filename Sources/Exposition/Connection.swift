import Glibc

/// One client: what it has sent, what is still to be sent to it. The descriptor is closed by whoever made it.
struct Connection {
    let descriptor: Int32
    /// When it is closed, however far it is.
    let deadline: ContinuousClock.Instant
    private var state = State.reading([])

    private enum State {
        /// → writing, over
        case reading([UInt8])
        /// → draining, over
        case writing([UInt8], sent: Int)
        /// The answer is sent; what the client still sends is thrown away, so that closing does not cut off the answer. →
        /// over
        case draining(left: Int)
        case over
    }

    init(_ descriptor: Int32, deadline: ContinuousClock.Instant) {
        self.descriptor = descriptor
        self.deadline = deadline
    }

    /// Whether nothing more is to be done with it.
    var isOver: Bool { if case .over = state { true } else { false } }

    /// What `poll` is to look for.
    var interest: Int16 {
        switch state {
        case .reading, .draining: Int16(POLLIN)
        case .writing: Int16(POLLOUT)
        case .over: 0
        }
    }

    /// Goes on as far as it can without waiting.
    mutating func advance(_ page: () -> [UInt8]) {
        switch state {
        case .reading(let bytes): read(after: bytes, page)
        case .writing(let bytes, let sent): write(bytes, sent)
        case .draining(let left): drain(left)
        case .over: return
        }
    }

    private mutating func read(after bytes: [UInt8], _ page: () -> [UInt8]) {
        var bytes = bytes
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return state = .over }
        bytes += buffer[..<count]
        switch RequestHead.parse(bytes) {
        case .unfinished: state = .reading(bytes)
        case .wrong(let code): write(Self.answer(code), 0)
        case .head(let head): write(Self.answer(to: head, page), 0)
        }
    }

    private mutating func write(_ bytes: [UInt8], _ sent: Int) {
        let count = bytes[sent...].withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return state = .writing(bytes, sent: sent) }
        guard count >= 0 else { return state = .over }
        guard sent + count == bytes.count else { return state = .writing(bytes, sent: sent + count) }
        shutdown(descriptor, Int32(SHUT_WR))
        state = .draining(left: 65_536)
    }

    private mutating func drain(_ left: Int) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        state = count > 0 && left > count ? .draining(left: left - count) : .over
    }

    // MARK: - Answers

    private static func answer(to head: RequestHead, _ page: () -> [UInt8]) -> [UInt8] {
        guard head.method == "GET" || head.method == "HEAD" else { return answer(405, ["Allow: GET, HEAD"]) }
        guard head.path == "/metrics" else {
            return answer(404, text: "the page is /metrics\n", isHead: head.method == "HEAD")
        }
        let body = page()
        let start = Self.head(200, body.count, type: PrometheusRegistry.mediaType)
        return Array(start.utf8) + (head.method == "HEAD" ? [] : body)
    }

    private static func answer(
        _ code: Int, _ fields: [String] = [], text: String? = nil, isHead: Bool = false
    ) -> [UInt8] {
        let body = text ?? "\(reason(code))\n"
        return Array(
            (head(code, body.utf8.count, fields, type: "text/plain; charset=utf-8") + (isHead ? "" : body)).utf8)
    }

    private static func head(_ code: Int, _ length: Int, _ fields: [String] = [], type: String) -> String {
        let lines =
            ["HTTP/1.1 \(code) \(reason(code))", "Content-Type: \(type)", "Content-Length: \(length)"] + fields
            + ["X-Content-Type-Options: nosniff", "Connection: close"]
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    private static func reason(_ code: Int) -> String {
        switch code {
        case 200: "OK"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 431: "Request Header Fields Too Large"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
