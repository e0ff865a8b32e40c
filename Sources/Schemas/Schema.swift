public import JSONValues

/// A JSON Schema, compiled: draft 2020-12, or draft 7 where its `$schema` says so.
///
/// Pure: nothing is fetched. A reference reaches what is in the same document, the documents that are given by their URIs,
/// and the metaschemas of the two drafts. `format` and the `content…` keywords are notes, as the drafts say. Patterns are
/// RE2's: no look-around and no back-references, and never more than linear time.
public struct Schema: Sendable {
    let nodes: [SchemaNode]
    /// By resource, where a `$dynamicRef` of some name leads.
    let dynamicAnchors: [[String: Int]]
    /// Whether any schema asks for the parts that no keyword has looked at.
    let asksWhatIsLeft: Bool
    /// Keywords that no draft knows, as pointers into the schema; likely typing errors.
    public let unknownKeywords: [String]

    /// The draft that the schema is written for.
    public let draft: SchemaDraft

    /// Comparing values recurses; JSON that was read is never this deep.
    private static let deepestValue = 1000

    /// Compiles a schema, or throws where and why it is none.
    ///
    /// - Parameter documents: what references may lead to, by absolute URI without fragment.
    public static func compile(_ json: JSON, documents: [String: JSON] = [:]) throws(SchemaError) -> Schema {
        var compiler = try SchemaCompiler(document: json, provided: documents.merging(MetaSchemas.all) { $1 })
        try compiler.compile()
        return Schema(
            nodes: compiler.nodes, dynamicAnchors: compiler.dynamicAnchors,
            asksWhatIsLeft: compiler.nodes.contains { $0.rules.contains(where: \.kind.isLast) },
            unknownKeywords: compiler.unknownKeywords.sorted(), draft: compiler.draft)
    }

    /// What in a value does not fit the schema, at most `limit` of it, in the order of the schema's keywords.
    ///
    /// None is found exactly when the value is valid. A value nested too deeply, or one that takes too long, is not valid.
    public func validate(_ value: JSON, limit: Int = 20) -> [Violation] {
        guard let parts = value.countParts(within: Self.deepestValue) else {
            let message = "value: is nested more than \(Self.deepestValue) levels deep"
            return [Violation(path: "", schemaPath: "", message: message)]
        }
        // Honest schemas look at each part a few times; ones that double their work at every level never end.
        let steps = 50_000 + 200 * parts
        var validator = SchemaValidator(schema: self, limit: max(limit, 1), steps: steps)
        validator.apply(0, to: value)
        return validator.violations
    }
}

/// The drafts of JSON Schema that are understood.
public enum SchemaDraft: String, Hashable, Sendable {
    case draft7 = "http://json-schema.org/draft-07/schema"
    case draft2020 = "https://json-schema.org/draft/2020-12/schema"
}

extension JSON {
    /// The values in this one, itself included, or `nil` where they are nested deeper than some levels.
    fileprivate func countParts(within levels: Int) -> Int? {
        guard levels > 0 else { return nil }
        var count = 1
        switch self {
        case .null, .bool, .int, .double, .string: break
        case .array(let elements):
            for element in elements {
                guard let parts = element.countParts(within: levels - 1) else { return nil }
                count += parts
            }
        case .object(let members):
            for member in members.values {
                guard let parts = member.countParts(within: levels - 1) else { return nil }
                count += parts
            }
        }
        return count
    }
}
