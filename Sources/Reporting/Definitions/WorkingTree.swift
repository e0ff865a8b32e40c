public import Definitions
import Foundation
public import Pipelines

/// The definitions in a working tree, as they are about to be committed.
public struct WorkingTree: Sendable {
    /// The working tree's path.
    public let path: String

    /// Takes the path of a working tree.
    public init(path: String) { self.path = path }

    /// The largest definition that is read, in bytes.
    static let limit = 1 << 21

    /// Reads the regular files below `.taskdaemon/`; links are not followed, as they are not in a commit.
    public func definitions() throws(ReportError) -> DefinitionFiles {
        var found: [String: [UInt8]] = [:]
        for folder in ["", "pipelines/", "loops/", "agents/", "prompts/", "schemas/"] {
            let directory = "\(path)/.taskdaemon/\(folder)"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for name in names where folder.isEmpty ? name == "config.yml" : DefinitionFiles.isDefinition(folder + name)
            {
                if let bytes = try file(".taskdaemon/\(folder)\(name)") { found[folder + name] = bytes }
            }
        }
        return DefinitionFiles(files: found)
    }

    /// The bytes of a regular file of the tree; `nil` for what is none.
    public func file(_ name: String) throws(ReportError) -> [UInt8]? {
        let full = name.hasPrefix("/") ? name : "\(path)/\(name)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: full),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return nil }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
        guard size <= Self.limit else {
            throw ReportError(.usage, "\(name) has \(size) bytes, more than \(Self.limit >> 20) MiB")
        }
        guard let data = FileManager.default.contents(atPath: full) else {
            throw ReportError(.failed, "\(name) cannot be read")
        }
        return [UInt8](data)
    }

    /// Every document: path and bytes. Those that are too large or cannot be read are left to the daemon to name.
    public func documents(_ globs: Settings.Documents) throws(ReportError) -> [(path: String, bytes: [UInt8])] {
        // Only below what stands before the first wildcard of a glob, rather than in the whole tree.
        let roots = Set([globs.plan, globs.spec, globs.phase].map(Self.root))
        var found: [String: [UInt8]] = [:]
        for root in roots {
            let folder = root.isEmpty ? path : "\(path)/\(root)"
            guard let walk = FileManager.default.enumerator(atPath: folder) else { continue }
            while let name = walk.nextObject() as? String, found.count < Self.mostDocuments {
                if name == ".git" { walk.skipDescendants() }
                let file = root.isEmpty ? name : "\(root)/\(name)"
                guard DocumentCheck.kind(of: file, globs) != nil, let bytes = try? self.file(file) else { continue }
                found[file] = bytes
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// No more documents are checked.
    static let mostDocuments = 20_000

    private static func root(_ glob: String) -> String {
        glob.split(separator: "/").dropLast().prefix { !$0.contains("*") && !$0.contains("?") }.joined(separator: "/")
    }
}
