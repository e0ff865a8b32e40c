public import JSONValues
import Mustache

/// A prompt with places in it: a Mustache template whose values are JSON and whose text is left as it is.
///
/// Of Mustache (the specification's version 1.4) there are variables, sections, inverted sections and comments. Nothing
/// is escaped: a prompt is no HTML. An object or list in the place of a variable is written as JSON; what is empty text
/// counts as absent, so that `{{#progress}}` shows nothing where there was none yet.
public struct PromptTemplate: Sendable {
    /// As it is written.
    public let source: String
    /// The dotted names in it, each with whether sections around it may give it another meaning.
    let names: [PromptName]
    private let template: MustacheTemplate

    /// The longest template, in bytes.
    public static let limit = 256 * 1024
    /// How deep sections may stand in each other.
    public static let depthLimit = 32

    /// Reads a template.
    ///
    /// - Throws: the first thing that is wrong, with its place.
    public init(_ source: String) throws(PromptError) {
        guard source.utf8.count <= Self.limit else {
            throw PromptError(message: "it has more than \(Self.limit >> 10) KiB", line: 1, column: 1)
        }
        names = try PromptScan(source).names()
        do {
            // A line of its own, which leaves no trace in the text.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + source)
        } catch let error as MustacheTemplate.ParserError {
            throw PromptError(
                message: "it is no Mustache template", line: max(1, error.context.lineNumber - 1),
                column: max(1, error.context.columnNumber))
        } catch {
            throw PromptError(message: "it is no Mustache template", line: 1, column: 1)
        }
        self.source = source
    }

    /// Whether the value at a path may be shown, so that it must be there.
    public func uses(_ path: String) -> Bool {
        names.contains { $0.text == path || path.hasPrefix($0.text + ".") || $0.text.hasPrefix(path + ".") }
    }

    /// The text with the values in it; a name that has no value gives nothing.
    public func render(_ roots: [String: JSON]) -> String {
        template.render(PromptObject(json: .object(roots)))
    }
}

/// What is wrong in a template, and where: line and column from 1, a column being a Unicode scalar.
public struct PromptError: Error, Hashable, Sendable {
    /// A clause.
    public var message: String
    /// From 1.
    public var line: Int
    /// From 1.
    public var column: Int
    /// What may be meant.
    public var suggestion: String?

    /// States a finding.
    public init(message: String, line: Int, column: Int, suggestion: String? = nil) {
        self.message = message
        self.line = line
        self.column = column
        self.suggestion = suggestion
    }
}

/// A name in a template and where it stands.
struct PromptName: Hashable, Sendable {
    var text: String
    var line: Int
    var column: Int
    /// Not inside a section, whose value would come first.
    var isOutermost: Bool
}
