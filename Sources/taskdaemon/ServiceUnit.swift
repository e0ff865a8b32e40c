import ArgumentParser
import Daemon
import Foundation
import Reporting

/// A systemd unit that runs a workspace's daemon as a service of this user.
struct ServiceUnit {
    private let location: WorkspaceLocation
    private let environment = ProcessInfo.processInfo.environment

    /// The unit of a workspace.
    init(_ location: WorkspaceLocation) { self.location = location }

    /// The unit's name: unique for the workspace on this machine.
    var name: String { "taskdaemon-\((location.state.path as NSString).lastPathComponent).service" }

    /// Where systemd looks for it.
    var path: String {
        let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return "\(base ?? (environment["HOME"] ?? "") + "/.config")/systemd/user/\(name)"
    }

    private static let mark = "# Written by taskdaemon start --systemd; written anew by it when something changes."

    /// The unit's text.
    var text: String {
        let place = location.workTree ?? location.repositoryPath
        // What a login shell has and systemd does not: where agents and tools are found, and where state is.
        let variables = ["PATH", "XDG_STATE_HOME", "XDG_CONFIG_HOME"].compactMap { name in
            environment[name].map { "Environment=\(Self.quoted("\(name)=\($0)"))\n" }
        }
        return """
            \(Self.mark)
            [Unit]
            Description=taskdaemon of \(Self.escaped(place))

            [Service]
            ExecStart=\(Self.quoted(OwnProgram.path, isProgram: true)) -C \(Self.quoted(place)) daemon
            \(variables.joined())Restart=on-failure
            RestartSec=5
            KillMode=mixed
            TimeoutStopSec=60

            [Install]
            WantedBy=default.target

            """
    }

    /// Writes the unit and says what to do with it; enables nothing.
    func write() throws -> Page {
        let file = URL(fileURLWithPath: path)
        var page = Page()
        if let found = FileManager.default.contents(atPath: path) {
            let there = String(decoding: found, as: UTF8.self)
            guard there.hasPrefix(Self.mark) else {
                throw CommandError(.refused, "\(path) was not written by taskdaemon, so it is left alone")
            }
            if there == text { page.add(StyledText("kept   \(path)", .faint)) }
        }
        if page.lines.isEmpty {
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file, options: .atomic)
            } catch {
                throw CommandError(.failure, "\(path) cannot be written: \(error.systemReason)")
            }
            page.add("wrote  \(path)")
        }
        page.add(next: [
            "systemctl --user daemon-reload", "systemctl --user enable --now \(name)",
            "loginctl enable-linger        # for it to run also when you are not logged in",
        ])
        return page
    }

    /// A word of a unit: in quotes, with what systemd would expand made plain.
    static func quoted(_ text: String, isProgram: Bool = false) -> String {
        let plain = escaped(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        // In the program's own place no variable is expanded.
        return "\"" + (isProgram ? plain : plain.replacing("$", with: "$$")) + "\""
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%%").replacing("\n", with: " ")
    }
}
