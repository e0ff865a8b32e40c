import Definitions
import Foundation
import Reporting
import Templates

/// The settings of this user in a workspace, and what comes with the program.
enum EffectiveSettings {
    /// All layers, the committed one as it stands in the working tree.
    static func read(_ tree: WorkingTree?) throws -> SettingsLayers.Effective {
        let environment = ProcessInfo.processInfo.environment
        let path = userConfigPath(environment)
        return SettingsLayers.effective(
            userConfig: FileManager.default.contents(atPath: path).map { [UInt8]($0) }, userConfigName: path,
            committed: try tree?.file(".taskdaemon/config.yml"), environment: environment)
    }

    /// `${XDG_CONFIG_HOME:-~/.config}/taskdaemon/config.yml`; a relative `XDG_CONFIG_HOME` does not count.
    static func userConfigPath(_ environment: [String: String]) -> String {
        if let home = environment["XDG_CONFIG_HOME"], home.hasPrefix("/") { return "\(home)/taskdaemon/config.yml" }
        return "\(environment["HOME"] ?? NSHomeDirectory())/.config/taskdaemon/config.yml"
    }

    /// Pipelines, loop types, schemas and agents that come with the program.
    static let builtIn = BuiltInFiles(
        pipelines: Templates.pipelines, loops: Templates.loops, schemas: Templates.schemas, agents: Templates.agents)

    /// The work tree that a reader's repository has.
    static func workingTree(of reader: WorkspaceReader) -> WorkingTree? {
        reader.repository.workTree.map { WorkingTree(path: $0) }
    }
}
