import Foundation

/// The built program, run as a user would, with an environment of its own.
struct BuiltProgram {
    /// What a run of it gave.
    struct Result {
        var output: String
        var error: String
        var status: Int32
    }

    /// A directory of its own: home, state, and the working directory `work`.
    let directory: String

    /// Makes the directories.
    init() throws {
        directory =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("td-cli-\(UUID().uuidString)").resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        try write("[user]\n\tname = Me\n\temail = me@example.org\n[init]\n\tdefaultBranch = main\n", to: ".gitconfig")
    }

    /// Where commands are run.
    var work: String { directory + "/work" }

    /// Removes everything.
    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    /// Runs the program.
    func callAsFunction(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
        try run(Self.path, arguments, environment)
    }

    /// Runs the program.
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        try run(Self.path, arguments, environment)
    }

    /// Runs git in another environment.
    @discardableResult
    func git(_ arguments: [String], environment: [String: String]) throws -> Result {
        try run("/usr/bin/git", arguments, environment)
    }

    /// Runs git.
    @discardableResult
    func git(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
        try run("/usr/bin/git", arguments, environment)
    }

    /// Runs a shell command.
    @discardableResult
    func shell(_ command: String, environment: [String: String] = [:]) throws -> Result {
        try run("/bin/sh", ["-c", command], environment)
    }

    /// Writes a file below the directory.
    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: "\(directory)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// The program stands beside the test bundle.
    static var path: String {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (bundle as NSString).deletingLastPathComponent + "/taskdaemon"
    }

    private func run(_ program: String, _ arguments: [String], _ extra: [String: String]) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: work)
        process.environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory, "LANG": "C.UTF-8", "TZ": "UTC", "USER": "me",
        ].merging(extra) { $1 }
        // Files, not pipes: nothing has to be read while it runs.
        let name = "\(directory)/\(UUID().uuidString)"
        for suffix in [".out", ".err"] { _ = FileManager.default.createFile(atPath: name + suffix, contents: nil) }
        process.standardOutput = FileHandle(forWritingAtPath: name + ".out")
        process.standardError = FileHandle(forWritingAtPath: name + ".err")
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        func text(_ suffix: String) -> String {
            String(decoding: FileManager.default.contents(atPath: name + suffix) ?? Data(), as: UTF8.self)
        }
        return Result(output: text(".out"), error: text(".err"), status: process.terminationStatus)
    }
}
