public import Git
public import GitNames
import Glibc

/// A git repository for one test, and the real `git` to work in it.
///
/// `git` runs hermetically: no system or user config, a fixed identity and time, no `GIT_*` of the caller's. Removed
/// when the value goes.
public final class TemporaryRepository: Sendable {
    private let directory: TemporaryDirectory
    /// The work tree, or the repository when it is bare.
    public let path: String
    /// What `HOME` is to `git` here; empty at first.
    public let home: String

    /// Makes a repository with the branch `main` and no commit, in a directory of that name. `arguments` go to
    /// `git init`.
    public init(at name: String = "repository", bare: Bool = false, _ arguments: String...) throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/" + name
        home = directory.path + "/home"
        guard mkdir(home, 0o755) == 0 else { throw SystemFailure("mkdir") }
        let kind = bare ? ["--bare"] : []
        try Self.checked(["init", "-q", "-b", "main", "--template="] + kind + arguments + [path], home: home)
    }

    /// A path beside the repository, removed with it.
    public func beside(_ name: String) -> String { directory.path + "/" + name }

    /// Opens the repository.
    public func open() throws -> Repository { try Repository.open(at: path) }

    /// Runs `git` in the repository; returns what it printed, without the last line feed. Failure is an error.
    @discardableResult
    public func git(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) throws -> String {
        let output = try Self.checked(
            ["-C", path] + arguments, input: Array(input.utf8), home: home, environment: environment)
        return output.text
    }

    /// Runs `git` in the repository; returns whatever came of it.
    public func tryGit(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> GitOutput {
        try Self.run(["-C", path] + arguments, input: input, home: home, environment: environment)
    }

    /// Writes a file of the work tree, making the directories above it.
    public func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    /// Writes a file of the work tree, making the directories above it.
    public func write(_ name: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws {
        let whole = path + "/" + name
        var parent = path
        for part in name.split(separator: "/").dropLast() {
            parent += "/" + part
            mkdir(parent, 0o755)
        }
        let descriptor = Glibc.open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw SystemFailure("open \(whole)") }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw SystemFailure("write \(whole)") }
    }

    /// Writes files, adds everything in the work tree and commits; returns the commit.
    @discardableResult
    public func commit(_ message: String, _ files: [String: String] = [:]) throws -> ObjectID {
        for (name, text) in files { try write(name, text) }
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try id("HEAD")
    }

    /// The object that a revision names.
    public func id(_ revision: String) throws -> ObjectID {
        let text = try git("rev-parse", "--verify", "--end-of-options", revision)
        guard let id = ObjectID(hex: text) else { throw GitFailure("rev-parse printed \(text)") }
        return id
    }
}
