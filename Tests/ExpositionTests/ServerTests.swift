import Glibc
import TaskDaemonTesting
import Testing

@testable import Exposition

/// The server over real sockets, with clients that mean it ill.
@Suite(.serialized) struct ServerTests {
    /// Runs a server while the body does.
    private func serving(
        _ address: ListenAddress = .tcp(host: "127.0.0.1", port: 0), limits: MetricsServer.Limits = .init(),
        page: String = "up 1\n", _ body: @escaping @Sendable (MetricsServer) throws -> Void
    ) async throws {
        let server = try MetricsServer(address, limits: limits)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.run { { page } } }
            group.addTask {
                defer { server.stop() }
                try body(server)
            }
            try await group.waitForAll()
        }
    }

    /// A good client is served.
    private static func expectPage(of server: MetricsServer, _ page: String = "up 1\n") throws {
        let answer = try PlainClient(server.address).ask(get)
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("\r\n\r\n" + page))
    }

    private static let get = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test("a scraper gets the page, its length and its type") func page() async throws {
        try await serving { server in
            let answer = try PlainClient(server.address).ask(Self.get)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            #expect(answer.contains("\r\nContent-Length: 5\r\n"))
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nup 1\n"))
            let head = try PlainClient(server.address).ask("HEAD /metrics?x=1 HTTP/1.0\n\n")
            #expect(head.contains("Content-Length: 5\r\n") && head.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("a large page arrives whole, also when it is read slowly") func large() async throws {
        let page = String(repeating: "a_metric_with_a_name 1\n", count: 200_000)
        try await serving(page: page) { server in
            let answer = try PlainClient(server.address).ask(Self.get)
            #expect(answer.utf8.count > page.utf8.count)
            #expect(answer.hasSuffix(page))
        }
    }

    @Test(
        "what is no request for the page gets an answer that says so",
        arguments: [
            ("POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "405"), ("GET / HTTP/1.1\r\n\r\n", "404"),
            ("GET /metrics/../x HTTP/1.1\r\n\r\n", "404"), ("GET /metrics HTTP/2.0\r\n\r\n", "505"),
            ("GET\r\n\r\n", "400"), ("\r\n\r\n", "400"), ("GET  /metrics HTTP/1.1\r\n\r\n", "400"),
            ("GET /\u{1b} HTTP/1.1\r\n\r\n", "400"), ("GET /metrics\r\n\r\n", "400"),
        ])
    func wrong(request: String, code: String) async throws {
        try await serving { server in
            let answer = try PlainClient(server.address).ask(request)
            #expect(answer.hasPrefix("HTTP/1.1 \(code) "))
        }
    }

    @Test("a request without an end is refused once it is too long") func huge() async throws {
        try await serving { server in
            let client = try PlainClient(server.address)
            client.send("GET /metrics HTTP/1.1\r\nX: " + String(repeating: "a", count: 200_000))
            #expect(client.rest().hasPrefix("HTTP/1.1 431 "))
            try Self.expectPage(of: server)
        }
    }

    @Test("clients that say nothing hold up nobody, and are closed when their time is over") func slow() async throws {
        var limits = MetricsServer.Limits()
        limits.time = .milliseconds(300)
        try await serving(limits: limits) { server in
            let silent = try (0..<5).map { _ in try PlainClient(server.address) }
            let halves = try (0..<5).map { _ in try PlainClient(server.address) }
            for client in halves { client.send("GET /metr") }
            try Self.expectPage(of: server)
            // Returns when the server has closed them.
            for client in silent + halves { #expect(client.rest().isEmpty) }
        }
    }

    @Test("however many connections there are, a new one is served") func many() async throws {
        var limits = MetricsServer.Limits()
        limits.connections = 4
        limits.time = .seconds(600)
        try await serving(limits: limits) { server in
            let silent = try (0..<100).map { _ in try PlainClient(server.address) }
            for _ in 0..<20 { try Self.expectPage(of: server) }
            // The oldest have given way.
            #expect(silent[0].rest().isEmpty)
        }
    }

    @Test("clients that go away in the middle do no harm") func gone() async throws {
        let page = String(repeating: "a_metric_with_a_name 1\n", count: 100_000)
        try await serving(page: page) { server in
            for _ in 0..<20 {
                let client = try PlainClient(server.address)
                client.send(Self.get)
                client.reset()
            }
            try Self.expectPage(of: server, page)
        }
    }

    @Test("a page is made once for many who ask at the same time") func fresh() async throws {
        var limits = MetricsServer.Limits()
        limits.freshness = .seconds(600)
        let server = try MetricsServer(.tcp(host: "127.0.0.1", port: 0), limits: limits)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await server.run {
                    var made = 0
                    return {
                        made += 1
                        return "made \(made)\n"
                    }
                }
            }
            group.addTask {
                defer { server.stop() }
                for _ in 0..<5 {
                    let answer = try? PlainClient(server.address).ask(Self.get)
                    #expect(answer?.hasSuffix("made 1\n") == true)
                }
            }
        }
    }

    @Test(
        "a socket in the file system is its user's alone, is taken over from a dead process, and goes with the server")
    func unixSocket() async throws {
        var template = Array("/tmp/td-metrics-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { rmdir(directory) }
        let path = directory + "/s"
        // Left by a process that was killed: bound, and nobody listens.
        do { _ = try Listener(.unix(path: path)) }
        try await serving(.unix(path: path)) { server in
            var status = stat()
            #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            try Self.expectPage(of: server)
            #expect(throws: ListenError.self) { try Listener(.unix(path: path)) }
        }
        #expect(access(path, F_OK) != 0)
    }

    @Test("what is no socket is not removed, and a port in use is said to be") func refused() throws {
        var template = Array("/tmp/td-metrics-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        close(file)
        defer { unlink(path) }
        #expect(throws: ListenError.self) { try Listener(.unix(path: path)) }
        #expect(access(path, F_OK) == 0)
        let first = try Listener(.tcp(host: "127.0.0.1", port: 0))
        let error = #expect(throws: ListenError.self) { try Listener(first.address) }
        #expect(error?.description.contains("in use") == true)
    }

    @Test(
        "addresses are read as people write them",
        arguments: [
            ("127.0.0.1:9464", "http://127.0.0.1:9464/metrics"), ("9464", "http://127.0.0.1:9464/metrics"),
            (":0", "http://127.0.0.1:0/metrics"), ("[::1]:80", "http://[::1]:80/metrics"),
            ("0.0.0.0:80", "http://0.0.0.0:80/metrics"), ("/run/td.sock", "unix:/run/td.sock"),
            ("unix:td.sock", "unix:td.sock"), ("", nil), ("::1:80", nil), ("host", nil), ("host:", nil),
            ("host:99999", nil), ("host:-1", nil), ("/" + String(repeating: "a", count: 200), nil),
        ] as [(String, String?)])
    func addresses(text: String, read: String?) {
        #expect(ListenAddress(text)?.text == read)
    }
}

extension PlainClient {
    /// Connects to a server.
    fileprivate convenience init(_ address: ListenAddress) throws {
        switch address {
        case .tcp(_, let port): try self.init(port: port)
        case .unix(let path): try self.init(path: path)
        }
    }
}
