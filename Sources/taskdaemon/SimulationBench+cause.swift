import Definitions
import Documents
import Foundation
import Git
import JSONValues
import Pipelines
import Reporting
import Simulating
import Templates

extension SimulationBench {
    /// What starts the run, and the documents that it is about as files.
    func cause(
        of pipeline: Pipeline, input: String?, _ notes: inout [String]
    ) throws -> (cause: SimulatedStart.Cause, files: [String: [UInt8]]) {
        guard let input else { return try exampleCause(of: pipeline, &notes) }
        guard input.hasSuffix(".json") else {
            let (bytes, path, kind) = try document(input, pipeline)
            return (.documents([try document(bytes, kind, path)]), [path: bytes])
        }
        let json = try JSON(readingFile: input)
        guard json.objectValue != nil else {
            throw CommandError(.usage, "'\(input)' holds \(json.typeName): what starts a run is a JSON object")
        }
        guard let type = pipeline.startOn.first?.event else { return (.manual(inputs: json), [:]) }
        guard let kind = Self.kind(ofEvent: type) else { return (.event(type: type, data: json), [:]) }
        let stem = (input as NSString).lastPathComponent.dropLast(5)
        let path = json["path"]?.stringValue ?? "\(kind.rawValue)s/\(stem).md"
        do throws(DocumentError) {
            return (.documents([try SimulatedDocument(stating: json, kind: kind, path: path)]), [:])
        } catch {
            throw CommandError(.usage, "'\(input)': \(error)")
        }
    }

    /// The example that `init` writes, for a pipeline that starts on documents.
    private func exampleCause(
        of pipeline: Pipeline, _ notes: inout [String]
    ) throws -> (cause: SimulatedStart.Cause, files: [String: [UInt8]]) {
        guard let type = pipeline.startOn.first?.event else { return (.manual(inputs: .object([:])), [:]) }
        if let schedule = pipeline.startOn.first?.schedule {
            notes.append("it starts by the clock, on \(schedule): this is the next time of it")
            return (.schedule(schedule), [:])
        }
        guard let kind = Self.kind(ofEvent: type) else {
            notes.append("the event \(type) has no data here: --input FILE.json states some")
            return (.event(type: type, data: .object([:])), [:])
        }
        notes.append("the document is the example that `init` writes: --input FILE takes yours")
        let plan = Templates.scaffold["examples/plan.md"] ?? []
        var files = ["plans/example.md": plan]
        if kind != .plan {
            let specs = (try? Document.parse(plan, kind: .plan, path: "plans/example.md"))?.specs ?? []
            let texts =
                kind == .spec
                ? specs.map { ("specs/\($0.fileName)", $0.markdown) }
                : specs.prefix(1).flatMap { $0.phaseDocuments() }.prefix(1).map { ($0.path, $0.text) }
            files = Dictionary(texts.map { ($0.0, Array($0.1.utf8)) }) { first, _ in first }
        }
        let documents = try files.sorted { $0.key < $1.key }.map { try document($0.value, kind, $0.key) }
        return (.documents(documents), files)
    }

    private func document(_ bytes: [UInt8], _ kind: DocumentKind, _ path: String) throws -> SimulatedDocument {
        do throws(DocumentError) {
            return try SimulatedDocument(bytes, kind: kind, path: path)
        } catch {
            throw CommandError(.usage, "\(path): \(error)")
        }
    }

    /// A Markdown file, with the path that it has or would have in the work tree, and what it is for: by that path, or
    /// else by what the pipeline starts on.
    private func document(
        _ name: String, _ pipeline: Pipeline
    ) throws -> (bytes: [UInt8], path: String, kind: DocumentKind) {
        let folder = FileManager.default.currentDirectoryPath
        guard let bytes = try WorkingTree(path: folder).file(name) else {
            throw CommandError(.nothingMatches, "there is no file '\(name)'")
        }
        let path = local.reader.repository.workTree == nil ? nil : try? local.reader.pathInTree(name)
        if let path, let kind = DocumentCheck.kind(of: path, loaded.settings.documents) {
            return (bytes, path, kind)
        }
        let kind = pipeline.startOn.lazy.compactMap { Self.kind(ofEvent: $0.event) }.first ?? .plan
        return (bytes, "\(kind.rawValue)s/\((name as NSString).lastPathComponent)", kind)
    }

    private static func kind(ofEvent type: String) -> DocumentKind? {
        type.hasSuffix(".committed") ? DocumentKind(rawValue: String(type.dropLast(10))) : nil
    }
}
