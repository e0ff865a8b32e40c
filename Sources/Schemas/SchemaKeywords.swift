import JSONValues

/// The keywords of one schema.
struct SchemaKeywords {
    let members: [String: JSON]
    let location: SchemaLocation
    let dialect: SchemaDialect

    var draft: SchemaDraft { dialect.draft }
    var pointer: JSONPointer { location.pointer }

    /// Keywords that hold one schema, a list of them, or an object of them.
    private static let single: Set<String> = [
        "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
        "unevaluatedItems", "unevaluatedProperties",
    ]
    private static let lists: Set<String> = ["prefixItems", "allOf", "anyOf", "oneOf", "items"]
    private static let objects: Set<String> = [
        "properties", "patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions",
    ]

    /// Keywords of other drafts that would change what a schema means.
    private static let foreign: Set<String> = ["$recursiveRef", "$recursiveAnchor"]

    /// The validation vocabulary of draft 2020-12.
    private static let validation: Set<String> = [
        "type", "enum", "const", "multipleOf", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum",
        "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains",
        "minProperties", "maxProperties", "required", "dependentRequired",
    ]

    /// Keywords that say nothing about a value, or that another one reads.
    private static let notes: Set<String> = [
        "$schema", "$id", "$anchor", "$dynamicAnchor", "$vocabulary", "$comment", "$defs", "definitions", "title",
        "description", "default", "examples",
        "deprecated", "readOnly", "writeOnly", "format", "contentEncoding", "contentMediaType", "contentSchema",
        "then", "else", "minContains", "maxContains", "additionalItems",
    ]

    /// The schemas directly below one.
    static func subschemas(of members: [String: JSON], at pointer: JSONPointer) -> [(json: JSON, pointer: JSONPointer)]
    {
        var found: [(json: JSON, pointer: JSONPointer)] = []
        for (keyword, value) in members {
            let place = pointer.appending(keyword)
            switch value {
            case .object(let schemas) where objects.contains(keyword):
                found += schemas.map { ($0.value, place.appending($0.key)) }
            case .array(let schemas) where lists.contains(keyword):
                found += schemas.enumerated().map { ($0.element, place.appending($0.offset)) }
            case _ where single.contains(keyword): found.append((value, place))
            default: break
            }
        }
        return found
    }

    /// The rules in the order of the keywords' names, so that violations come in the same order every time.
    func rules(_ compiler: inout SchemaCompiler) throws(SchemaError) -> [SchemaNode.Rule] {
        var rules: [SchemaNode.Rule] = []
        for keyword in members.keys.sorted() {
            guard let value = members[keyword] else { continue }
            if dialect.draft == .draft2020, Self.foreign.contains(keyword) {
                throw SchemaError(
                    kind: .unsupported, path: pointer.appending(keyword).text,
                    message: "the keyword '\(keyword)' is not supported")
            }
            if !dialect.validates, Self.validation.contains(keyword) { continue }
            let place = "/" + JSONPointer.escape(keyword)
            if draft == .draft7, keyword == "dependencies" {
                rules += try dependencyKinds(value, &compiler).map { .init(keyword: place, kind: $0) }
            } else if let kind = try kind(of: keyword, value, &compiler) {
                rules.append(.init(keyword: place, kind: kind))
            } else if !Self.notes.contains(keyword) {
                compiler.unknownKeywords.append(pointer.appending(keyword).text)
            }
        }
        // What nothing refers to is compiled too: a mistake there is one all the same.
        for keyword in ["$defs", "definitions"] {
            guard let value = members[keyword] else { continue }
            for name in try object(keyword, value).keys.sorted() {
                _ = try compiler.node(at: location.appending(keyword).appending(name))
            }
        }
        // What no other keyword has looked at is known when all others have.
        let (last, first) = (rules.filter(\.kind.isLast), rules.filter { !$0.kind.isLast })
        return first + last
    }

    func invalid(_ keyword: String, _ rule: String) -> SchemaError {
        let value = members[keyword]?.shown ?? "nothing"
        return SchemaError(
            kind: .invalid, path: pointer.appending(keyword).text, message: "must be \(rule), is \(value)")
    }

    func object(_ keyword: String, _ value: JSON) throws(SchemaError) -> [String: JSON] {
        guard case .object(let members) = value else { throw invalid(keyword, "an object") }
        return members
    }
}
