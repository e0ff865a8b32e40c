public import Definitions
import Foundation
import Templates

/// The user's own settings, and what comes with the program.
public enum UserConfig {
    /// The path of the user's config file.
    public static func path(_ environment: [String: String]) -> String {
        let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? (environment["HOME"] ?? "") + "/.config") + "/taskdaemon/config.yml"
    }

    /// The file that the user's config names: absolute, below the home directory, or beside the config.
    public static func path(of name: String, _ environment: [String: String]) -> String {
        let path = expanded(name, environment)
        return path.hasPrefix("/") || path != name ? path : self.path(environment).dropLast("config.yml".count) + name
    }

    /// A path in which `~/` stands for the home directory.
    public static func expanded(_ path: String, _ environment: [String: String]) -> String {
        path.hasPrefix("~/") ? (environment["HOME"] ?? "") + path.dropFirst() : path
    }

    /// The user's own agents, `agents/*.yml` beside the config file, by file name; those that can be read.
    public static func agents(_ environment: [String: String]) -> [String: [UInt8]] {
        let folder = String(path(environment).dropLast("config.yml".count)) + "agents"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var found: [String: [UInt8]] = [:]
        for name in names.sorted().prefix(200) where name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
            if let bytes = try? StateDirectory(path: "/").read("\(folder)/\(name)") { found[name] = bytes }
        }
        return found
    }

    /// The bytes of the user's config file; `nil` when there is none.
    public static func read(_ environment: [String: String]) throws(StateError) -> [UInt8]? {
        let path = path(environment)
        return try StateDirectory(path: "/").read(path)
    }
}

extension BuiltInFiles {
    /// What comes with the program.
    public static let shipped = BuiltInFiles(
        pipelines: Templates.pipelines, loops: Templates.loops, schemas: Templates.schemas, agents: Templates.agents,
        prompts: Templates.prompts)

    /// What comes with the program, and the user's own agents over those.
    public static func shipped(with userAgents: [String: [UInt8]]) -> BuiltInFiles {
        var files = shipped
        guard !userAgents.isEmpty else { return files }
        files.userAgents = userAgents
        return files
    }
}
