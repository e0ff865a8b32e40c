import Daemon
import Foundation
import Git
import Glibc
import Reporting

/// The repository for which git ran a hook.
///
/// Where the hook is says more than the environment does: that may be about another repository altogether.
enum HookRepository {
    /// Finds it, and the work tree that git was in.
    ///
    /// - Parameters:
    ///   - hook: the hook's path, as the script was called.
    ///   - directory: where git runs hooks: the top of the work tree, or the git directory.
    static func find(hook: String, from directory: String, environment: [String: String]) -> WorkspaceReader? {
        let path = hook.hasPrefix("/") ? hook : "\(directory)/\(hook)"
        let folder = (path as NSString).deletingLastPathComponent
        let parent = (folder as NSString).deletingLastPathComponent
        let named = environment["GIT_DIR"].map { $0.hasPrefix("/") ? $0 : "\(directory)/\($0)" }
        let here = try? WorkspaceReader(at: directory)
        let there = named.flatMap { try? WorkspaceReader(at: $0) }
        if folder.hasSuffix("/hooks"), let own = try? WorkspaceReader(at: parent),
            HookDirectory.canonical(own.repository.commonDirectory) == HookDirectory.canonical(parent)
        {
            let common = own.repository.commonDirectory
            let found = [here, there].compactMap { $0 }.first { $0.repository.commonDirectory == common } ?? own
            // A directory that several repositories share tells of those alone in which this user has made use of us.
            let isShared = HookDirectory.canonical(folder) != HookDirectory.canonical(common) + "/hooks"
            return isShared && !isKnown(found) ? nil : found
        }
        return [there, here].compactMap { $0 }.first { reader in
            guard let place = try? reader.repository.hooksPlace() else { return false }
            return HookDirectory.canonical(place.path) == HookDirectory.canonical(folder) && isKnown(reader)
        }
    }

    private static func isKnown(_ reader: WorkspaceReader) -> Bool {
        let path = reader.repository.workTree ?? reader.repository.gitDirectory
        let location = try? WorkspaceLocation.find(from: path, environment: ProcessInfo.processInfo.environment)
        return location.map { access($0.state.path + "/owner", F_OK) == 0 } ?? false
    }
}
