import Foundation
public import Definitions

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
        for folder in ["", "pipelines/", "loops/", "schemas/"] {
            let directory = "\(path)/.taskdaemon/\(folder)"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for name in names where folder.isEmpty ? name == "config.yml" : Self.isDefinition(name) {
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

    private static func isDefinition(_ name: String) -> Bool {
        [".yml", ".yaml", ".json"].contains { name.hasSuffix($0) }
    }
}
