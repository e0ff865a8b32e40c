import JSONValues

/// One value held against one schema.
struct SchemaValidator {
    let schema: Schema
    var nodes: [SchemaNode] { schema.nodes }
    /// As many violations as are wanted.
    private let limit: Int
    private(set) var violations: [Violation] = []
    /// Where in the value it is.
    var path: [PathPart] = []
    private var depth = 0
    /// The resources on the way to the schema that is applied, the outermost first.
    private(set) var scope: [Int] = []
    /// What of the value the keywords of the schema that is applied have looked at; only where some schema asks.
    var evaluated: SchemaEvaluated
    /// Schemas that may still be applied; bounds the time.
    private var steps: Int
    /// Whether a bound was reached: then no answer of any schema counts, not even that of a `not`.
    private var isExhausted = false

    /// Schemas within schemas on parts within parts; bounds the stack.
    private static let deepest = 300

    enum PathPart {
        case name(String)
        case position(Int)
    }

    init(schema: Schema, limit: Int, steps: Int) {
        self.schema = schema
        evaluated = SchemaEvaluated(isWanted: schema.asksWhatIsLeft)
        self.limit = limit
        self.steps = steps
    }

    var isFull: Bool { violations.count >= limit }

    /// Applies to the same value: what the schema looks at counts for the one that applies it.
    mutating func apply(_ place: Int, to value: JSON) {
        let outer = evaluated
        evaluated = SchemaEvaluated(isWanted: schema.asksWhatIsLeft)
        applyRules(of: place, to: value)
        evaluated.add(outer)
    }

    private mutating func applyRules(of place: Int, to value: JSON) {
        let node = nodes[place]
        steps -= 1
        guard depth < Self.deepest, steps >= 0 else {
            isExhausted = true
            return refuse("is nested too deeply, or takes too long to check", value, by: "", of: node)
        }
        depth += 1
        defer { depth -= 1 }
        let isEntered = scope.last != node.resource
        if isEntered { scope.append(node.resource) }
        defer { if isEntered { scope.removeLast() } }
        for rule in node.rules {
            guard !isFull, !isExhausted else { return }
            apply(rule, of: node, to: value)
        }
    }

    /// Applies to a part of the value.
    mutating func apply(_ place: Int, to part: JSON, at step: PathPart) {
        let outer = evaluated
        path.append(step)
        defer { path.removeLast() }
        apply(place, to: part)
        evaluated = outer
    }

    /// The first violation of a schema, without recording it; where there is none, what it looks at counts.
    mutating func probe(_ place: Int, _ value: JSON) -> Violation? {
        // A new list that the first violation fills; steps and depth go on, since they bound the whole.
        var inner = SchemaValidator(schema: schema, limit: 1, steps: steps)
        inner.path = path
        inner.depth = depth
        inner.scope = scope
        inner.apply(place, to: value)
        steps = inner.steps
        if inner.violations.isEmpty { evaluated.add(inner.evaluated) }
        if inner.isExhausted, !isFull {
            isExhausted = true
            violations += inner.violations
        }
        return inner.violations.first
    }

    mutating func refuse(_ text: String, _ value: JSON, by keyword: String, of node: SchemaNode) {
        guard !isFull else { return }
        violations.append(
            Violation(
                path: pathText, schemaPath: node.path + keyword, message: "\(fieldText): \(value.shown) \(text)"))
    }

    private var pathText: String {
        path.map { part in
            switch part {
            case .name(let name): "/" + JSONPointer.escape(name)
            case .position(let position): "/\(position)"
            }
        }.joined()
    }

    /// The place as people write it: `specs[0].title`.
    private var fieldText: String {
        var text = ""
        for part in path {
            switch part {
            case .name(let name): text += text.isEmpty ? name : "." + name
            case .position(let position): text += "[\(position)]"
            }
        }
        return text.isEmpty ? "value" : text
    }

    private mutating func apply(_ rule: SchemaNode.Rule, of node: SchemaNode, to value: JSON) {
        switch rule.kind {
        case .nothing: refuse("is not allowed here", value, by: rule.keyword, of: node)
        case .type, .oneOf, .multipleOf, .minimum, .maximum, .minLength, .maxLength, .pattern, .minItems, .maxItems,
            .uniqueItems,
            .required, .dependentRequired, .minProperties, .maxProperties:
            if let text = complaint(about: value, rule.kind) { refuse(text, value, by: rule.keyword, of: node) }
        case .prefixItems, .items, .contains, .unevaluatedItems: applyToElements(rule, of: node, to: value)
        case .properties, .patternProperties, .additionalProperties, .unevaluatedProperties, .propertyNames,
            .dependentSchemas:
            applyToMembers(rule, of: node, to: value)
        case .reference, .dynamicReference, .allOf, .anyOf, .exactlyOneOf, .not, .conditional:
            combine(rule, of: node, on: value)
        }
    }
}
