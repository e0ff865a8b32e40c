import JSONValues

/// A place in one of the documents that a schema is made of; the schema's own is the first.
struct SchemaLocation: Hashable {
    var document: Int
    var pointer: JSONPointer

    func appending(_ part: String) -> SchemaLocation {
        SchemaLocation(document: document, pointer: pointer.appending(part))
    }

    func appending(_ position: Int) -> SchemaLocation { appending(String(position)) }
}

/// What an identifier names: a schema with those below it that have no identifier of their own.
struct SchemaResource {
    /// Absolute as far as the document is; empty for one that nobody named.
    var uri: String
    var location: SchemaLocation
    var dialect: SchemaDialect
    /// Names of places within it (`$anchor`, `$dynamicAnchor`, and of draft 7 an `$id` that is a fragment).
    var anchors: [String: SchemaLocation] = [:]
    /// Those of them that a `$dynamicRef` looks for in outer resources first.
    var dynamicAnchors: [String: SchemaLocation] = [:]
}

/// Which keywords mean what.
struct SchemaDialect: Hashable {
    var draft: SchemaDraft
    /// Whether the validation vocabulary counts; a metaschema may leave it out.
    var validates = true

    static let vocabulary = "https://json-schema.org/draft/2020-12/vocab/"

    private static let known: Set<String> = Set(
        [
            "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "format-assertion",
            "content",
        ].map { vocabulary + $0 })

    init(draft: SchemaDraft) { self.draft = draft }

    /// What a `$schema` names: a draft, or a metaschema among the documents that says which vocabularies it uses.
    static func named(_ value: String, _ documents: [String: JSON], depth: Int = 0) throws(SchemaError) -> SchemaDialect
    {
        let uri = value.hasSuffix("#") ? String(value.dropLast()) : value
        if let draft = SchemaDraft(rawValue: uri) { return SchemaDialect(draft: draft) }
        guard depth < 8, let metaschema = documents[uri], let parent = metaschema["$schema"]?.stringValue else {
            throw SchemaError(
                kind: .unsupported, path: "/$schema",
                message: "the draft \(JSON.string(value).shown) is not supported; 2020-12 and 7 are")
        }
        var dialect = try named(parent, documents, depth: depth + 1)
        guard case .object(let vocabularies)? = metaschema["$vocabulary"] else { return dialect }
        for (name, isRequired) in vocabularies.sorted(by: { $0.key < $1.key })
        where isRequired == .bool(true) && !known.contains(name) {
            throw SchemaError(
                kind: .unsupported, path: "/$schema",
                message: "the vocabulary \(JSON.string(name).shown) is not supported")
        }
        dialect.validates = vocabularies[vocabulary + "validation"] != nil
        return dialect
    }
}
