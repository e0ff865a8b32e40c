import ArgumentParser
import Daemon
import Definitions
import Foundation
import JSONValues
import Pipelines
import Reporting

/// Files that are about to be committed or taken, and those they would take the place of.
///
/// Read by the user's git, in the environment that it gave its hook: only it knows the index that is meant, and only it
/// sees objects in quarantine.
struct ProposedTree {
    /// Regular files: path → name of the content.
    private let files: [String: String]
    private let before: [String: String]

    /// The index, against HEAD.
    static func index() throws -> ProposedTree {
        ProposedTree(files: try list(["ls-files", "--stage", "-z", "--full-name", ":/"]), before: commit("HEAD"))
    }

    /// A commit, against another one; against HEAD where there is no other.
    static func commit(_ new: String, against old: String?) -> ProposedTree {
        ProposedTree(files: commit(new), before: commit(old ?? "HEAD"))
    }

    /// What is wrong in the files that differ; `nil` where nothing is that must not be.
    ///
    /// A definition says something about all others, so where one differs all of them count.
    func refusal(userConfig: [UInt8]?, environment: [String: String]) throws -> (ValidationReport, [String: String])? {
        let changed = Set(files.filter { before[$0.key] != $0.value }.map(\.key))
        let gone = before.keys.filter { files[$0] == nil }
        let isDefined = (changed.union(gone)).contains { $0.hasPrefix(".taskdaemon/") }
        let definitionPaths = files.keys.filter(Self.isDefinition)
        let config = try Self.contents(files[".taskdaemon/config.yml"].map { [$0] } ?? []).first?.value
        let settings = SettingsLayers.effective(
            userConfig: userConfig, committed: config, environment: environment)
        let documentPaths = changed.filter { DocumentCheck.isDocument($0, settings.settings.documents) }
        let paths = (isDefined ? definitionPaths : []) + documentPaths
        guard !paths.isEmpty else { return nil }
        let blobs = try Self.contents(paths.compactMap { files[$0] })
        var sources: [String: [UInt8]] = [:]
        for path in paths { sources[path] = files[path].flatMap { blobs[$0] } }
        let prefix = ".taskdaemon/".count
        let definitions = Dictionary(
            sources.filter { Self.isDefinition($0.key) }.map { (String($0.key.dropFirst(prefix)), $0.value) },
            uniquingKeysWith: { first, _ in first })
        let loaded = Definitions.load(
            DefinitionFiles(files: definitions), builtIn: .shipped(with: UserConfig.agents(environment)),
            settings: settings.settings)
        let documents = documentPaths.sorted().compactMap { path in sources[path].map { (path: path, bytes: $0) } }
        let found = DocumentCheck.diagnostics(of: documents, settings: settings.settings)
        // What a document depends on may stand in one that does not differ.
        let report = ValidationReport(loaded, others: found.filter { $0.severity == .error }, only: Set(paths))
        guard !report.valid else { return nil }
        return (report, sources.mapValues { String(decoding: $0, as: UTF8.self) })
    }

    // MARK: - Asking git

    private static func commit(_ name: String) -> [String: String] {
        (try? list(["ls-tree", "-r", "-z", "--full-tree", name])) ?? [:]
    }

    /// Entries of a listing: mode, perhaps kind, name of the content, perhaps stage, and behind a tab the path.
    private static func list(_ arguments: [String]) throws -> [String: String] {
        let result = try GitProgram.run(arguments, environment: .ofHook)
        guard result.status == 0 else { throw CommandError(.failure, "git \(arguments[0]) exited \(result.status)") }
        var files: [String: String] = [:]
        for entry in result.output.split(separator: 0) {
            guard let tab = entry.firstIndex(of: 0x09) else { continue }
            let words = String(decoding: entry[..<tab], as: UTF8.self).split(separator: " ").map(String.init)
            guard let mode = words.first, mode == "100644" || mode == "100755",
                let id = words.dropFirst().first(where: { $0.count >= 40 })
            else { continue }
            files[String(decoding: entry[entry.index(after: tab)...], as: UTF8.self)] = id
        }
        return files
    }

    /// No larger file is read.
    private static let limit = 1 << 21

    /// Contents by their names; what is too large is as the reader would find it: one byte more than it takes.
    private static func contents(_ ids: [String]) throws -> [String: [UInt8]] {
        guard !ids.isEmpty else { return [:] }
        let input = Array(Set(ids).sorted().joined(separator: "\n").utf8) + [0x0a]
        let sizes = try GitProgram.run(["cat-file", "--batch-check"], input: input, environment: .ofHook)
        var found: [String: [UInt8]] = [:]
        var small: [String] = []
        for line in String(decoding: sizes.output, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "blob", let size = Int(words[2]) else { continue }
            if size <= limit {
                small.append(words[0])
            } else {
                found[words[0]] = [UInt8](repeating: 0x20, count: limit)
            }
        }
        guard !small.isEmpty else { return found }
        let batch = try GitProgram.run(
            ["cat-file", "--batch"], input: Array(small.joined(separator: "\n").utf8) + [0x0a], environment: .ofHook
        ).output
        var place = batch.startIndex
        while place < batch.endIndex, let end = batch[place...].firstIndex(of: 0x0a) {
            let words = String(decoding: batch[place..<end], as: UTF8.self).split(separator: " ").map(String.init)
            guard words.count == 3, let size = Int(words[2]), end + 1 + size <= batch.endIndex else { break }
            found[words[0]] = Array(batch[(end + 1)..<(end + 1 + size)])
            place = end + 1 + size + 1
        }
        return found
    }

    private static func isDefinition(_ path: String) -> Bool {
        guard path.hasPrefix(".taskdaemon/") else { return false }
        if path == ".taskdaemon/config.yml" { return true }
        let folders = ["agents", "loops", "pipelines", "prompts", "schemas"].map { ".taskdaemon/\($0)/" }
        return folders.contains(where: path.hasPrefix)
            && DefinitionFiles.isDefinition(String(path.dropFirst(".taskdaemon/".count)))
    }
}
