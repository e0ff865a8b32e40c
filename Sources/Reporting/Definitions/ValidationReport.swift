public import Definitions
import Pipelines

/// Everything that is wrong or doubtful in definitions and documents: what `validate --json` gives.
public struct ValidationReport: Codable, Hashable, Sendable {
    /// Whether there is no error.
    public var valid: Bool
    /// By file and position.
    public var diagnostics: [Diagnostic]
    /// Pipelines that can be run.
    public var pipelines: [String]

    /// The report of what was loaded; with files named, of what is in these alone; where it is strict, every
    /// warning counts as an error.
    public init(
        _ loaded: LoadedDefinitions, others: [Diagnostic] = [], only files: Set<String> = [], isStrict: Bool = false
    ) {
        var found = (loaded.diagnostics + others).filter { files.isEmpty || files.contains($0.file) }
        if isStrict { for index in found.indices { found[index].severity = .error } }
        diagnostics = found.sorted()
        valid = !found.contains { $0.severity == .error }
        pipelines = loaded.validPipelines.map(\.name.rawValue)
    }

    /// Every diagnostic with the line and a caret, and a sum.
    ///
    /// - Parameter sources: the texts of the files, by the names that diagnostics use.
    public func page(sources: [String: String]) -> Page {
        var page = Page()
        for diagnostic in diagnostics {
            for (index, line) in diagnostic.rendered(source: sources[diagnostic.file]).split(separator: "\n")
                .enumerated()
            {
                let meaning: StyledText.Meaning = diagnostic.severity == .error ? .bad : .waiting
                page.add(StyledText(String(line), index == 0 ? meaning : .plain))
            }
        }
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        if errors > 0 {
            page.add(StyledText("\(RunReport.count(errors, "error")), \(RunReport.count(warnings, "warning"))", .bad))
        } else {
            let sum = warnings == 0 ? "no errors" : "no errors, \(RunReport.count(warnings, "warning"))"
            page.add(StyledText("\(sum); pipelines: \(pipelines.joined(separator: ", "))", .good))
        }
        return page
    }
}
