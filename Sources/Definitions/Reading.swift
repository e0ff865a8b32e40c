/// The reading of one file: its text, those of files that it is composed of, and what was found in them.
///
/// A reference, for the many small readers of one file all report to it; it never leaves the call that made it.
final class Reading {
    /// The file's own text, then those of the files that it takes something from.
    private var sources: [SourceText]
    private(set) var diagnostics: [Diagnostic]
    /// Where the keys stand that nothing knows: they are kept when the definition is written.
    var unknownKeys: Set<Position> = []

    /// Whether what is probably not meant is looked for too.
    let isStrict: Bool

    /// - Parameter found: what was found in it before.
    init(source: SourceText, isStrict: Bool = false, found: [Diagnostic] = []) {
        sources = [source]
        self.isStrict = isStrict
        diagnostics = found
    }

    /// The file's own text.
    var source: SourceText { sources[0] }

    /// The text that a position is in.
    func source(of position: Position) -> SourceText { sources[position.source] }

    /// Takes a text from which this file has something; answers its number in positions.
    func add(_ source: SourceText) -> Int {
        if let index = sources.firstIndex(where: { $0.file == source.file }) { return index }
        sources.append(source)
        return sources.count - 1
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
                severity, kind, file: source(of: position).file, line: position.line, column: position.column,
                message: message,
                suggestion: suggestion))
    }
}
