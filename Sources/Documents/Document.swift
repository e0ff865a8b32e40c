/// A plan, spec or phase: one Markdown file as a value.
///
/// Whatever the file does not say is empty here. Text fields that hold Markdown are exact slices of the source.
public struct Document: Hashable, Sendable, Codable {
    /// What the document is for.
    public var kind: DocumentKind
    /// Where it stands in its repository.
    public var path: String
    /// Its id: from front matter or the `ID` line, else the path's stem.
    public var id: String
    /// Its title: from front matter or the first heading (without `Plan:`, `Spec:`, `Phase N:`), else the path's stem.
    public var title: String
    /// Its status as written, such as `Draft`.
    public var status: String
    /// The ids it depends on, in order, none twice.
    public var dependencies: [String]
    /// The Markdown of its section Summary.
    public var summary: String
    /// The items of its section Goals, as plain text.
    public var goals: [String]
    /// The items of its section Acceptance Criteria.
    public var acceptanceCriteria: [Criterion]
    /// Its phases in order, without those that stand in one of a plan's specs, unless the plan is its own only spec.
    ///
    /// A phase document has exactly one of its own if no heading of it opens one.
    public var phases: [Phase]
    /// A plan's specs; a plan without any, and every spec document, has itself as the only one; a phase has none.
    public var specs: [SpecSection]
    /// What its author may want to know.
    public var diagnostics: [DocumentDiagnostic]

    /// The largest document that is read if nothing else is asked for: 4 MiB.
    public static let defaultLimit = 4 << 20

    /// Whether a file of this name can be a document: a `.md` file that is neither `index.md` nor `README.md`.
    ///
    /// Case makes no difference, since it makes none on every file system.
    public static func isDocumentName(_ path: String) -> Bool {
        let name = (path.split(separator: "/").last ?? "").lowercased()
        return name.hasSuffix(".md") && name != ".md" && name != "index.md" && name != "readme.md"
    }

    /// Whether the status says that the work is done: `Complete`, `Done` or `Implemented`, in any case.
    public var isComplete: Bool { ["complete", "done", "implemented"].contains(status.lowercased()) }

    /// The path's last part without its extension.
    static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
        return String(name[..<dot])
    }
}
