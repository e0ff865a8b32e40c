public import Definitions
import Documents
public import Pipelines

/// What can be said of a document before it is committed.
public enum DocumentCheck {
    /// The findings in a file; none where the settings say that it is no document.
    ///
    /// A document is never refused for what it lacks: all but unreadable text are warnings.
    public static func diagnostics(of path: String, _ bytes: [UInt8], settings: Settings) -> [Diagnostic] {
        guard let kind = kind(of: path, settings.documents) else { return [] }
        let document: Document
        do throws(DocumentError) {
            document = try Document.parse(bytes, kind: kind, path: path)
        } catch {
            return [Diagnostic(.error, file: path, line: 1, column: 1, message: error.description)]
        }
        var found = document.diagnostics.map {
            Diagnostic(.warning, file: path, line: $0.line, column: 1, message: $0.message)
        }
        found += selfDependencies(of: document, path)
        return found
    }

    /// Which of the globs a path matches, in the order in which the daemon asks.
    static func kind(of path: String, _ globs: Settings.Documents) -> DocumentKind? {
        guard Document.isDocumentName(path) else { return nil }
        if Glob(globs.plan).matches(path) { return .plan }
        if Glob(globs.spec).matches(path) { return .spec }
        return Glob(globs.phase).matches(path) ? .phase : nil
    }

    private static func selfDependencies(of document: Document, _ path: String) -> [Diagnostic] {
        let specs = document.specs.map { ($0.id, $0.dependencies) } + [(document.id, document.dependencies)]
        return specs.filter { $0.1.contains($0.0) }.map {
            Diagnostic(
                .warning, file: path, line: 1, column: 1, message: "`\($0.0)` depends on itself, which blocks it")
        }
    }
}
