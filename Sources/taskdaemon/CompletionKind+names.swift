import ArgumentParser
import Definitions
import Foundation
import Git
import GitNames
import Orchestration
import OrderedCollections
import Pipelines
import Reporting

/// What a shell offers where a name of the workspace is written: asked of the program itself, through the hidden
/// subcommand that the scripts of `completions` call.
extension CompletionKind {
    /// Runs.
    static var runs: CompletionKind { offering { reader, _ in try reader.runIDs().map(\.rawValue) + ["@"] } }

    /// `RUN`, `RUN/STAGE`, `RUN/STAGE/INSTANCE`: the next part only.
    static var parts: CompletionKind {
        offering { reader, word in
            let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count > 1 else { return try reader.runIDs().map { $0.rawValue } + ["@"] }
            let run = try reader.run(parts[0])
            guard parts.count > 2 else { return run.stages.keys.map { "\(parts[0])/\($0)" } }
            let stage = try run.stage(named: parts[1])
            return (run.stages[stage]?.instances.keys ?? []).map { "\(parts[0])/\(parts[1])/\($0)" }
        }
    }

    /// Pipelines as they are defined at HEAD.
    static var pipelines: CompletionKind {
        offering { reader, _ in
            try LocalWorkspace(reader).definitions(at: reader.commit("HEAD")).pipelines.keys.map(\.rawValue).sorted()
        }
    }

    /// Branches that are not runs'.
    static var branches: CompletionKind {
        offering { reader, _ in
            try reader.repository.refs(under: ["refs/heads/"]).keys.compactMap(\.branchName).sorted()
        }
    }

    /// Stages of the run that is named before.
    static var stages: CompletionKind {
        .custom { words, _, word in
            guard let reader = reader(of: words) else { return [] }
            for candidate in words.dropFirst() where candidate != word {
                guard let run = try? reader.run(candidate) else { continue }
                return run.stages.keys.map(\.rawValue).filter { $0.hasPrefix(word) }
            }
            return []
        }
    }

    private static func offering(
        _ names: @escaping @Sendable (WorkspaceReader, String) throws -> [String]
    ) -> CompletionKind {
        .custom { words, _, word in
            guard let reader = reader(of: words) else { return [] }
            // Not every shell leaves out what does not begin so.
            return ((try? names(reader, word)) ?? []).filter { $0.hasPrefix(word) }
        }
    }

    /// The workspace that the words so far speak of: `-C` has a say.
    private static func reader(of words: [String]) -> WorkspaceReader? {
        for (option, directory) in zip(words, words.dropFirst()) where option == "-C" {
            guard (try? LeadingDirectory.enter(directory)) != nil else { return nil }
        }
        return try? WorkspaceReader(at: FileManager.default.currentDirectoryPath)
    }
}
