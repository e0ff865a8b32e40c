import JSONValues

extension SchemaValidator {
    mutating func applyToElements(_ rule: SchemaNode.Rule, of node: SchemaNode, to value: JSON) {
        guard case .array(let elements) = value else { return }
        switch rule.kind {
        case .prefixItems(let schemas):
            for (position, schema) in schemas.enumerated() where position < elements.count && !isFull {
                apply(schema, to: elements[position], at: .position(position))
            }
        case .items(let schema, let start):
            for position in elements.indices.dropFirst(start) where !isFull {
                apply(schema, to: elements[position], at: .position(position))
            }
        case .contains(let schema, let minimum, let maximum):
            var count = 0
            for (position, element) in elements.enumerated() {
                path.append(.position(position))
                if probe(schema, element) == nil { count += 1 }
                path.removeLast()
                // Once there are enough, more matter only where there may be too many.
                if maximum.map({ count > $0 }) ?? (count >= minimum) { break }
            }
            if count < minimum {
                refuse(
                    "has \(count) elements of the form wanted, must have at least \(minimum)", value, by: rule.keyword,
                    of: node)
            } else if let maximum, count > maximum {
                refuse("has more than \(maximum) elements of the form wanted", value, by: rule.keyword, of: node)
            }
        default: break
        }
    }

    mutating func applyToMembers(_ rule: SchemaNode.Rule, of node: SchemaNode, to value: JSON) {
        guard case .object(let members) = value else { return }
        switch rule.kind {
        case .properties(let schemas):
            for (name, schema) in schemas where !isFull {
                if let member = members[name] { apply(schema, to: member, at: .name(name)) }
            }
        case .additionalProperties(let schema, let named):
            for name in members.keys.sorted() where !named.contains(name) && !isFull {
                if let member = members[name] { apply(schema, to: member, at: .name(name)) }
            }
        case .propertyNames(let schema):
            for name in members.keys.sorted() where !isFull {
                apply(schema, to: .string(name), at: .name(name))
            }
        case .dependentSchemas(let schemas):
            for (name, schema) in schemas where members[name] != nil && !isFull { apply(schema, to: value) }
        default: break
        }
    }
}
