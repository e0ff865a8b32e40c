/// The reading of one file: its text, and what was found in it.
///
/// A reference, for the many small readers of one file all report to it; it never leaves the call that made it.
final class Reading {
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []

    /// Whether what is probably not meant is looked for too.
    let isStrict: Bool

    init(source: SourceText, isStrict: Bool = false) {
        self.source = source
        self.isStrict = isStrict
    }

    /// Whether anything found makes the file unusable.
    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func error(_ kind: Diagnostic.Kind, _ message: String, at position: Position, suggestion: String? = nil) {
        report(.error, kind, message, position, suggestion)
    }

    func warning(_ kind: Diagnostic.Kind, _ message: String, at position: Position, suggestion: String? = nil) {
        report(.warning, kind, message, position, suggestion)
    }

    /// Warns about what can be run and is probably not meant, where that is asked for.
    func lint(_ kind: Diagnostic.Kind, _ message: String, at position: Position, suggestion: String? = nil) {
        if isStrict { warning(kind, message, at: position, suggestion: suggestion) }
    }

    private func report(
        _ severity: Diagnostic.Severity, _ kind: Diagnostic.Kind, _ message: String, _ position: Position,
        _ suggestion: String?
    ) {
        diagnostics.append(
            Diagnostic(
                severity, kind, file: source.file, line: position.line, column: position.column, message: message,
                suggestion: suggestion))
    }
}
