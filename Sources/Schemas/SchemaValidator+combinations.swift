import JSONValues

extension SchemaValidator {
    /// The rules that apply other schemas to the same value.
    mutating func combine(_ rule: SchemaNode.Rule, of node: SchemaNode, on value: JSON) {
        switch rule.kind {
        case .reference(let schema): apply(schema, to: value)
        case .dynamicReference(let schema, let name):
            let anchors = self.schema.dynamicAnchors
            let outermost = scope.first { anchors[$0][name] != nil }.flatMap { anchors[$0][name] }
            apply(outermost ?? schema, to: value)
        case .allOf(let schemas):
            for schema in schemas where !isFull { apply(schema, to: value) }
        case .anyOf(let schemas):
            var reasons: [Violation] = []
            for schema in schemas {
                if let violation = probe(schema, value) {
                    reasons.append(violation)
                } else if !self.schema.asksWhatIsLeft {
                    return
                }
            }
            guard reasons.count == schemas.count else { return }
            refuse("fits none of \(schemas.count) forms: \(Self.text(reasons))", value, by: rule.keyword, of: node)
        case .exactlyOneOf(let schemas):
            var reasons: [Violation] = []
            var fitting: [Int] = []
            for (position, schema) in schemas.enumerated() {
                if let violation = probe(schema, value) {
                    reasons.append(violation)
                } else {
                    fitting.append(position)
                }
            }
            if fitting.isEmpty {
                refuse("fits none of \(schemas.count) forms: \(Self.text(reasons))", value, by: rule.keyword, of: node)
            } else if fitting.count > 1 {
                let places = fitting.map(String.init).joined(separator: ", ")
                refuse("fits the forms \(places), must fit exactly one", value, by: rule.keyword, of: node)
            }
        case .not(let schema):
            let before = evaluated
            let fits = probe(schema, value) == nil
            evaluated = before
            if fits { refuse("has a form that is excluded", value, by: rule.keyword, of: node) }
        case .conditional(let condition, let then, let otherwise):
            if let schema = probe(condition, value) == nil ? then : otherwise { apply(schema, to: value) }
        default: break
        }
    }

    private static func text(_ reasons: [Violation]) -> String {
        let shown = reasons.prefix(5).enumerated().map { "(\($0.offset + 1)) \($0.element.message)" }
        return shown.joined(separator: "; ") + (reasons.count > 5 ? "; …" : "")
    }
}
