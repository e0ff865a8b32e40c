import ArgumentParser
import Foundation
import Git
import Glibc
import Hooks
import Reporting

/// The directory in which git looks for a repository's hooks, when ours may go there.
struct HookDirectory {
    /// Where it is, links resolved where it exists.
    let path: String
    /// Whether there is a directory.
    var exists: Bool { access(path, F_OK) == 0 }

    /// Finds the directory that git really uses.
    ///
    /// - Throws: a refusal where it is not this repository's own, or where a hook of ours would become a part of what
    ///   is committed.
    init(_ repository: Repository) throws {
        let place = try repository.hooksPlace()
        path = Self.canonical(place.path)
        switch place.origin {
        case .repository, .ownConfig: break
        case .sharedConfig:
            throw CommandError(
                .refused,
                "core.hooksPath in your own config sends every repository to \(place.path), so it is left alone",
                hint: Self.byHand)
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
            throw CommandError(
                .refused, "core.hooksPath is \(place.path), which is no directory: hooks are off in this repository",
                hint: Self.byHand)
        }
        guard let tree = repository.workTree.map(Self.canonical), path == tree || path.hasPrefix(tree + "/"),
            !path.hasPrefix(Self.canonical(repository.commonDirectory) + "/")
        else { return }
        guard Self.isIgnored("\(path)/post-commit", in: tree) else {
            throw CommandError(
                .refused, "git takes its hooks from \(path), which is a part of the work tree and could be committed",
                hint: "commits are noticed without hooks; " + Self.byHand)
        }
    }

    private init(path: String) { self.path = path }

    /// Every directory in which hooks of ours may be: where git looks now, and where it looks when no config says
    /// otherwise.
    static func all(of repository: Repository) -> [HookDirectory] {
        let usual = HookDirectory(path: canonical(repository.commonDirectory + "/hooks"))
        guard let now = try? HookDirectory(repository), now.path != usual.path else { return [usual] }
        return [now, usual]
    }

    private static let byHand = "for hook events, add to your own hook: taskdaemon hooks send NAME --hook \"$0\" &"

    private static func isIgnored(_ file: String, in tree: String) -> Bool {
        let result = try? GitProgram.run(["-C", tree, "check-ignore", "--quiet", "--", file], environment: .clean)
        return result?.status == 0
    }

    /// A path with all links resolved; as it is where nothing is there.
    static func canonical(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
