import Foundation
import TaskDaemonTesting
import Testing

/// The page that a daemon serves while it runs.
@Suite struct MetricsTests {
    @Test("a daemon says where its metrics are, serves them while it runs, and takes them along") func served() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        try program.write("# Greeting\n", to: "work/README.md")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "start")
        #expect(try program("init", "--yes").status == 0)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: BuiltProgram.path)
        process.arguments = ["daemon", "--metrics", "127.0.0.1:0"]
        process.currentDirectoryURL = URL(fileURLWithPath: program.work)
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": program.directory, "LANG": "C.UTF-8"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.terminate() }
        var said = ""
        while !said.hasSuffix("ready\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            said += String(decoding: data, as: UTF8.self)
        }
        let line = try #require(said.split(separator: "\n").first.map(String.init))
        #expect(line.hasPrefix("metrics http://127.0.0.1:") && line.hasSuffix("/metrics"))
        let port = try #require(UInt16(line.split(separator: ":").last?.split(separator: "/").first ?? ""))
        let answer = try PlainClient(port: port).ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        for name in [
            "taskdaemon_waiting", "taskdaemon_daemon_start_time_seconds", "taskdaemon_published_entries_total",
            "taskdaemon_disk_free_bytes", "taskdaemon_journal_entries_total",
        ] { #expect(answer.contains("\n# TYPE \(name) "), "\(name) is missing") }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(throws: PlainClient.Refused.self) { try PlainClient(port: port) }
    }

    @Test("an address that is none, or is taken, is refused in a sentence") func refused() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        let wrong = try program("daemon", "--once", "--metrics", "here")
        #expect(wrong.status == 2 && wrong.error.contains("'here' is no address"))
        try program.write("", to: "work/file")
        let taken = try program("daemon", "--once", "--metrics", "./file")
        #expect(taken.status == 4 && taken.error.contains("a file is there"))
    }
}
