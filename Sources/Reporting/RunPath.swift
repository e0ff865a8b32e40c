import Definitions
import Pipelines

/// What a person names on the command line: `RUN`, `RUN/STAGE` or `RUN/STAGE/INSTANCE`.
public struct RunPath: Hashable, Sendable {
    /// A run's name, or its beginning.
    public var run: String
    /// A stage's name.
    public var stage: String?
    /// An instance's name, or its beginning.
    public var instance: String?

    /// Reads the text; empty parts and a fourth one are refused.
    public init(_ text: String) throws(ReportError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !parts.contains("") else {
            throw ReportError(.usage, "'\(text)' is not RUN, RUN/STAGE or RUN/STAGE/INSTANCE")
        }
        run = parts[0]
        stage = parts.count > 1 ? parts[1] : nil
        instance = parts.count > 2 ? parts[2] : nil
    }
}

/// Finding the one name that a person means.
enum Selection {
    /// The name that is exactly this, else the only one that begins with it.
    static func one<Match: Name>(_ text: String, among names: [Match], what: String, hint: String?) throws(ReportError)
        -> Match
    {
        if let exact = names.first(where: { $0.rawValue == text }) { return exact }
        let found = names.filter { $0.rawValue.hasPrefix(text) }
        if let only = found.first, found.count == 1 { return only }
        if found.isEmpty {
            let known = names.isEmpty ? nil : "there are \(list(names))"
            throw ReportError(
                .nothingMatches, "there is no \(what) '\(text)'", hint: meant(text, among: names) ?? hint ?? known)
        }
        throw ReportError(.ambiguous, "'\(text)' is the beginning of \(list(found))", hint: "write more of it")
    }

    /// What may have been meant. A run's name ends in digits that nobody remembers: it is near without them too.
    private static func meant(_ text: String, among names: [some Name]) -> String? {
        if let near = Nearest.suggestion(for: text, among: names.map(\.rawValue)) { return near }
        let stems = names.map { name in name.rawValue.split(separator: "-").dropLast().joined(separator: "-") }
        return Nearest.suggestion(for: text, among: stems.filter { !$0.isEmpty })
    }

    /// The first few, and how many more.
    static func list(_ names: [some Name]) -> String {
        let shown = names.prefix(5).map(\.rawValue).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
