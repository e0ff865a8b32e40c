import Daemon
import Definitions
import Foundation
import Git
import Reporting

/// The settings of this user in a workspace.
enum EffectiveSettings {
    /// All layers, the committed one as it stands in the working tree.
    static func read(_ tree: WorkingTree?) throws -> SettingsLayers.Effective {
        let environment = ProcessInfo.processInfo.environment
        return SettingsLayers.effective(
            userConfig: try UserConfig.read(environment), userConfigName: UserConfig.path(environment),
            committed: try tree?.file(".taskdaemon/config.yml"), environment: environment)
    }

    /// The work tree that a reader's repository has.
    static func workingTree(of reader: WorkspaceReader) -> WorkingTree? {
        reader.repository.workTree.map { WorkingTree(path: $0) }
    }
}
