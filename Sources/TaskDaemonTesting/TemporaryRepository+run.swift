import Glibc

/// What came of running `git`.
public struct GitOutput: Sendable {
    /// Its exit status; 128 and the signal's number when it was killed.
    public var status: Int32
    /// What it printed.
    public var bytes: [UInt8]
    /// What it complained of.
    public var complaint: String

    /// What it printed as text, without the last line feed.
    public var text: String {
        String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
}

/// `git` failed where a test needs it to work.
public struct GitFailure: Error, CustomStringConvertible {
    /// What was run and what it said.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension TemporaryRepository {
    /// Runs `git` anywhere, hermetically; a failure is an error.
    @discardableResult
    public static func checked(
        _ arguments: [String], input: [UInt8] = [], home: String, environment: [String: String] = [:]
    ) throws -> GitOutput {
        let output = try run(arguments, input: input, home: home, environment: environment)
        guard output.status == 0 else {
            throw GitFailure("git \(arguments.joined(separator: " ")): \(output.status): \(output.complaint)")
        }
        return output
    }

    /// Runs `git` anywhere, hermetically.
    public static func run(
        _ arguments: [String], input: [UInt8] = [], home: String, environment: [String: String] = [:]
    ) throws -> GitOutput {
        let streams = try TemporaryDirectory()
        let names = ["in", "out", "err"].map { streams.path + "/" + $0 }
        try write(input, to: names[0])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, names[0], O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, names[1], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, names[2], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let variables = hermetic(home).merging(environment) { $1 }.map { $0.key + "=" + $0.value }
        var child: pid_t = 0
        let number = withStrings(["git"] + arguments) { arguments in
            withStrings(variables) { posix_spawnp(&child, "git", &actions, nil, arguments, $0) }
        }
        guard number == 0 else { throw SystemFailure("posix_spawnp git", number) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { throw SystemFailure("waitpid") } }
        let code = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
        return GitOutput(
            status: code, bytes: try read(names[1]), complaint: String(decoding: try read(names[2]), as: UTF8.self))
    }

    private static func hermetic(_ home: String) -> [String: String] {
        [
            "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin",
            "HOME": home, "LC_ALL": "C", "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_AUTHOR_DATE": "1700000000 +0100",
            "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
            "GIT_COMMITTER_DATE": "1700000000 +0100",
        ]
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw SystemFailure("read \(path)") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemFailure("write \(path)") }
            rest = rest.dropFirst(count)
        }
    }
}
