import JSONValues
import RegularExpressions

extension SchemaValidator {
    mutating func applyToElements(_ rule: SchemaNode.Rule, of node: SchemaNode, to value: JSON) {
        guard case .array(let elements) = value else { return }
        switch rule.kind {
        case .prefixItems(let schemas):
            for (position, schema) in schemas.enumerated() where position < elements.count && !isFull {
                apply(schema, to: elements[position], at: .position(position))
            }
            evaluated.add(first: schemas.count)
        case .items(let schema, let start):
            for position in elements.indices.dropFirst(start) where !isFull {
                apply(schema, to: elements[position], at: .position(position))
            }
            evaluated.addAllPositions()
        case .unevaluatedItems(let schema):
            for position in elements.indices where !evaluated.has(position) && !isFull {
                apply(schema, to: elements[position], at: .position(position))
            }
            evaluated.addAllPositions()
        case .contains(let schema, let minimum, let maximum):
            var count = 0
            for (position, element) in elements.enumerated() {
                path.append(.position(position))
                let before = evaluated
                let fits = probe(schema, element) == nil
                evaluated = before
                path.removeLast()
                if fits {
                    count += 1
                    evaluated.add(position)
                }
                // Once there are enough, more matter only where there may be too many, or where somebody asks which.
                if self.schema.asksWhatIsLeft { continue }
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
                guard let member = members[name] else { continue }
                apply(schema, to: member, at: .name(name))
                evaluated.add(name)
            }
        case .patternProperties(let schemas):
            for (pattern, schema) in schemas {
                for name in members.keys.sorted() where !isFull && pattern.occurs(in: name) {
                    guard let member = members[name] else { continue }
                    apply(schema, to: member, at: .name(name))
                    evaluated.add(name)
                }
            }
        case .additionalProperties(let schema, let named, let patterns):
            for name in members.keys.sorted() where !named.contains(name) && !isFull {
                guard let member = members[name], !patterns.contains(where: { $0.occurs(in: name) }) else { continue }
                apply(schema, to: member, at: .name(name))
            }
            evaluated.addAllNames()
        case .unevaluatedProperties(let schema):
            for name in members.keys.sorted() where !evaluated.has(name) && !isFull {
                if let member = members[name] { apply(schema, to: member, at: .name(name)) }
            }
            evaluated.addAllNames()
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
