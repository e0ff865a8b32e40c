import JSONValues
import RegularExpressions

/// One schema within a document, as the rules that its keywords make.
struct SchemaNode: Sendable {
    /// Where it stands: a JSON pointer, after the document's name where it is not the schema's own.
    let path: String
    /// The resource that it belongs to, by its place among them.
    let resource: Int
    var rules: [Rule] = []

    struct Rule: Sendable {
        /// A pointer to the keyword, below the schema's own.
        let keyword: String
        let kind: Kind
    }

    /// Numbers stand for other schemas, by their places among the nodes.
    enum Kind: Sendable {
        /// The schema `false`.
        case nothing
        case type(Set<TypeName>)
        case oneOf(values: [JSON])
        // Numbers
        case multipleOf(SchemaNumber)
        case minimum(SchemaNumber, isExclusive: Bool)
        case maximum(SchemaNumber, isExclusive: Bool)
        // Strings
        case minLength(Int)
        case maxLength(Int)
        case pattern(RegularExpression)
        // Arrays
        case prefixItems([Int])
        case items(Int, after: Int)
        case contains(Int, minimum: Int, maximum: Int?)
        case minItems(Int)
        case maxItems(Int)
        case uniqueItems
        case unevaluatedItems(Int)
        // Objects
        case properties([(name: String, schema: Int)])
        case patternProperties([(pattern: RegularExpression, schema: Int)])
        case additionalProperties(Int, except: Set<String>, [RegularExpression])
        case unevaluatedProperties(Int)
        case propertyNames(Int)
        case required([String])
        case dependentRequired([(name: String, required: [String])])
        case dependentSchemas([(name: String, schema: Int)])
        case minProperties(Int)
        case maxProperties(Int)
        // Schemas on the same value
        case reference(Int)
        /// The first resource on the way here that has this name says which schema; else this one.
        case dynamicReference(Int, name: String)
        case allOf([Int])
        case anyOf([Int])
        case exactlyOneOf([Int])
        case not(Int)
        case conditional(Int, then: Int?, otherwise: Int?)
    }
}

extension SchemaNode.Kind {
    /// The schemas that are applied to the same value, not to a part of it.
    var inPlace: [Int] {
        switch self {
        case .reference(let schema), .not(let schema): [schema]
        case .allOf(let schemas), .anyOf(let schemas), .exactlyOneOf(let schemas): schemas
        case .dependentSchemas(let schemas): schemas.map(\.schema)
        case .conditional(let condition, let then, let otherwise):
            [condition] + [then, otherwise].compactMap { $0 }
        default: []
        }
    }
}

extension SchemaNode.Kind {
    /// Whether it comes after all others of its schema.
    var isLast: Bool {
        switch self {
        case .unevaluatedProperties, .unevaluatedItems: true
        default: false
        }
    }
}

/// The types that a schema can name.
enum TypeName: String, Sendable, CaseIterable {
    case null, boolean, integer, number, string, array, object

    func includes(_ value: JSON) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.string, .string), (.array, .array), (.object, .object): true
        case (.number, .int), (.number, .double), (.integer, .int): true
        case (.integer, .double(let value)): SchemaNumber.double(value).isWhole
        default: false
        }
    }
}
