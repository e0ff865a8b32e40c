import Foundation
import TaskDaemonTesting
import Testing

/// OpenPGP keys of people, and the file of the user's own with those that count.
struct KeyRing {
    /// Where `gpg` keeps them: short, since its agent's socket is in there.
    let home: String
    /// Where the user's own config is.
    let folder: String
    /// The keys that count.
    var file: String { folder + "/keys.gpg" }

    /// Makes it; `nil` where this machine has no GnuPG.
    init?(_ workshop: Workshop) throws {
        for program in ["gpg", "gpgv", "gpgconf"]
        where !FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)") {
            print("skipped: there is no \(program) here")
            return nil
        }
        var template = Array("/tmp/taskdaemon-gpg-XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template))
        home = String(cString: path)
        folder = workshop.repository.home + "/config/taskdaemon"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Makes a key, which is good for a day; its fingerprint.
    func make(_ name: String, at time: String? = nil) throws -> String {
        try gpg(["--quick-generate-key", name, "ed25519", "sign", "1d"], at: time)
        let lines = try gpg(["--with-colons", "--list-keys", name]).split(separator: "\n")
        return try #require(lines.first { $0.hasPrefix("fpr:") }?.split(separator: ":").last.map(String.init))
    }

    /// Writes the keys that count.
    func allow(_ keys: String..., as options: [String] = []) throws {
        try? FileManager.default.removeItem(atPath: file)
        try gpg(options + ["--output", file, "--export"] + keys)
    }

    func revoke(_ key: String) throws {
        let path = "\(home)/openpgp-revocs.d/\(key).rev"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacingOccurrences(of: "\n:---", with: "\n---").write(
            toFile: path, atomically: true, encoding: .utf8)
        try gpg(["--import", path])
    }

    /// Makes git sign every commit with a key.
    func sign(_ workshop: Workshop, with key: String, at time: String? = nil) throws {
        let program = home + "/sign"
        let clock = time.map { "--faked-system-time \($0) " } ?? ""
        try "#!/bin/sh\nexec /usr/bin/gpg --homedir \(home) \(clock)\"$@\"\n".write(
            toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        for (name, value) in [("gpg.program", program), ("user.signingkey", key), ("commit.gpgsign", "true")] {
            try workshop.repository.git("config", name, value)
        }
    }

    /// Ends its agent, and removes it.
    func close() {
        _ = try? run("gpgconf", ["--homedir", home, "--kill", "all"])
        try? FileManager.default.removeItem(atPath: home)
    }

    @discardableResult
    private func gpg(_ arguments: [String], at time: String? = nil) throws -> String {
        let clock = time.map { ["--faked-system-time", $0] } ?? []
        return try run("gpg", ["--homedir", home, "--batch", "--quiet", "--passphrase", ""] + clock + arguments)
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/\(program)")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(arguments)")
        return String(decoding: bytes, as: UTF8.self)
    }
}
