import ArgumentParser
import Foundation
import Pipelines
import Reporting
import Templates

/// The starter files of a workspace.
struct Scaffold {
    /// Where.
    var workTree: String
    /// The coding agent that the config names.
    var agent: String?
    /// The pipeline to start from that is written besides.
    var template: String?

    /// Writes what is missing and touches nothing that is there; answers a line for each file.
    func write() throws -> [StyledText] {
        if let agent, Templates.agents["\(agent).yml"] == nil {
            let known = Templates.agents.keys.map { String($0.dropLast(4)) }.sorted().joined(separator: ", ")
            throw CommandError(.usage, "there is no agent '\(agent)'", hint: "there are \(known)")
        }
        var files = Templates.scaffold
        if let template { files["pipelines/\(template).yml"] = calling(try ListTemplates.bytes(of: template)) }
        var lines: [StyledText] = []
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let path = ".taskdaemon/\(name)"
            guard !FileManager.default.fileExists(atPath: "\(workTree)/\(path)") else {
                lines.append(StyledText("kept   \(path)", .faint))
                if name == "config.yml", let agent {
                    lines.append(StyledText("add to it yourself: agent: \(agent)", .waiting))
                }
                continue
            }
            try write(name == "config.yml" ? configured(bytes) : bytes, to: path)
            lines.append("wrote  \(path)")
        }
        return lines
    }

    /// The config with the agent in it.
    private func configured(_ bytes: [UInt8]) -> [UInt8] {
        agent.map { bytes + Array("\nagent: \($0)\n".utf8) } ?? bytes
    }

    /// A template with the agent in it that is asked for, in place of the one that it comes with.
    private func calling(_ bytes: [UInt8]) -> [UInt8] {
        guard let agent else { return bytes }
        return Array(
            String(decoding: bytes, as: UTF8.self).replacing("    agent: claude\n", with: "    agent: \(agent)\n").utf8)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let full = URL(fileURLWithPath: "\(workTree)/\(path)")
        do {
            try FileManager.default.createDirectory(
                at: full.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: full, options: .withoutOverwriting)
        } catch {
            throw CommandError(.failure, "\(path) cannot be written: \(error.systemReason)")
        }
    }
}
