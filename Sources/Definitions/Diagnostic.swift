/// One thing that is wrong, or doubtful, in a definition.
///
/// Lines and columns count from 1; a column counts Unicode scalars, as YAML does.
public struct Diagnostic: Hashable, Sendable, Codable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, Codable {
        /// What it is found in cannot be used.
        case error
        /// It can be used, but it may not mean what its author thinks.
        case warning
    }

    /// How bad it is.
    public var severity: Severity
    /// What kind of mistake it is.
    public var kind: Kind
    /// The file, as the caller named it.
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1.
    public var column: Int
    /// One clause with the names and values in it; control characters are escaped.
    public var message: String
    /// What may be meant, as a clause for people.
    public var suggestion: String?

    /// States a finding.
    public init(
        _ severity: Severity, _ kind: Kind, file: String, line: Int, column: Int, message: String,
        suggestion: String? = nil
    ) {
        self.severity = severity
        self.kind = kind
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.suggestion = suggestion
    }
}

/// A definition that cannot be used, with everything that is wrong in it.
public struct InvalidDefinition: Error, Hashable {
    /// At least one error; the warnings are here too.
    public var diagnostics: [Diagnostic]

    /// Takes the findings.
    public init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

/// In the order that people read: by file, then line, then column.
extension Diagnostic: Comparable {
    /// Whether the left one stands earlier.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.file, left.line, left.column, left.message) < (right.file, right.line, right.column, right.message)
    }
}
