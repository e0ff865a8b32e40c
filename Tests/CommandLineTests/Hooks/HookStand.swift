import Foundation
import JSONValues
import Testing

/// Something was waited for that did not come.
struct Overdue: Error, CustomStringConvertible {
    let description: String
}

extension BuiltProgram {
    /// A program whose working directory is a repository with one commit.
    static func withRepository(_ arguments: String...) throws -> BuiltProgram {
        let program = try BuiltProgram()
        try program.git("init", "--quiet")
        try program.git("commit", "--quiet", "--allow-empty", "-m", "start")
        return program
    }

    /// Waits until something is so.
    func until(_ what: String, _ condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if try condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Overdue(description: "it did not come to pass that \(what)")
    }

    /// The requests in a repository's inbox.
    func inbox(_ repository: String = ".") throws -> [JSON] {
        let lines = try git("-C", repository, "for-each-ref", "--format=%(contents)", "refs/taskdaemon/inbox").output
        return try lines.split(separator: "\n").map { try JSON(parsing: $0.utf8) }
    }

    /// Waits for the event of a hook and takes it out of the inbox.
    func event(_ type: String, in repository: String = ".") async throws -> JSON {
        var found: JSON?
        try await until("there is an event \(type) in \(repository)") {
            found = try inbox(repository).first { $0["type"]?.stringValue == type }
            return found != nil
        }
        try clear(repository)
        return found?["data"] ?? .null
    }

    /// Empties the inbox.
    func clear(_ repository: String = ".") throws {
        for ref in try git("-C", repository, "for-each-ref", "--format=%(refname)", "refs/taskdaemon/inbox").output
            .split(separator: "\n")
        {
            try git("-C", repository, "update-ref", "-d", String(ref))
        }
    }

    /// The commit that a revision names.
    func id(_ revision: String, in repository: String = ".") throws -> String {
        try git("-C", repository, "rev-parse", revision).output.trimmingCharacters(in: .newlines)
    }

    /// Writes a file that can be executed, below the working directory.
    func script(_ text: String, at name: String, mode: Int = 0o755) throws {
        try write(text, to: "work/" + name)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(work)/\(name)")
    }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(work)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    /// All files below a directory: kind, mode and content, by name.
    func picture(_ folder: String) throws -> String {
        try shell(
            "cd \(folder) 2>/dev/null && find . | sort | while read -r f; do stat -c '%A %n %N' \"$f\"; done; "
                + "find . -type f | sort | xargs -r sha256sum"
        ).output
    }
}
