public import Definitions
import Templates

/// The user's own settings, and what comes with the program.
public enum UserConfig {
    /// The path of the user's config file.
    public static func path(_ environment: [String: String]) -> String {
        let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? (environment["HOME"] ?? "") + "/.config") + "/taskdaemon/config.yml"
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
        pipelines: Templates.pipelines, loops: Templates.loops, schemas: Templates.schemas, agents: Templates.agents)
}
