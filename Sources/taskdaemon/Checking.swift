import Daemon
import Definitions
import Pipelines
import Reporting

/// Validation of a working tree.
struct Checking {
    /// What is checked.
    var tree: WorkingTree

    /// The report, and the texts that its diagnostics point into.
    func check(files: [String]) throws -> (report: ValidationReport, sources: [String: String]) {
        let definitions = try tree.definitions()
        let effective = try EffectiveSettings.read(tree)
        let loaded = Definitions.load(definitions, builtIn: .shipped, settings: effective.settings)
        var sources: [String: String] = [:]
        for (path, bytes) in definitions.files {
            sources[".taskdaemon/" + path] = String(decoding: bytes, as: UTF8.self)
        }
        var others: [Diagnostic] = []
        for file in files where sources[file] == nil {
            guard let bytes = try tree.file(file) else {
                throw CommandError(.nothingMatches, "there is no file '\(file)' in the working tree")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            sources[file] = text
            others += DocumentCheck.diagnostics(of: file, bytes, settings: effective.settings)
        }
        if files.isEmpty {
            for (file, bytes) in try tree.documents(effective.settings.documents) {
                sources[file] = String(decoding: bytes, as: UTF8.self)
                others += DocumentCheck.diagnostics(of: file, bytes, settings: effective.settings)
            }
        }
        return (ValidationReport(loaded, others: others, only: Set(files)), sources)
    }
}
