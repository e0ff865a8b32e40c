import JSONValues
import RegularExpressions

extension SchemaValidator {
    /// What a rule that needs no other schema has against a value, to be read after the value.
    func complaint(about value: JSON, _ kind: SchemaNode.Kind) -> String? {
        switch (kind, value) {
        case (.type(let types), _):
            guard !types.contains(where: { $0.includes(value) }) else { return nil }
            return "is of type \(value.typeName), must be \(types.map(\.rawValue).sorted().joined(separator: " or "))"
        case (.oneOf(let values), _):
            guard !values.contains(where: { JSONIdentity($0) == JSONIdentity(value) }) else { return nil }
            let shown = values.prefix(20).map(\.shown).joined(separator: ", ") + (values.count > 20 ? ", …" : "")
            return values.count == 1 ? "must be \(shown)" : "must be one of \(shown)"
        case (.minLength(let least), .string(let text)):
            let count = text.unicodeScalars.count
            return count >= least ? nil : "has \(count) characters, must have at least \(least)"
        case (.maxLength(let most), .string(let text)):
            let count = text.unicodeScalars.count
            return count <= most ? nil : "has \(count) characters, must have at most \(most)"
        case (.pattern(let pattern), .string(let text)):
            return pattern.occurs(in: text) ? nil : "must match the pattern \(JSON.string(pattern.pattern).shown)"
        case (_, .int), (_, .double): return numberComplaint(about: value, kind)
        case (_, .array(let elements)): return arrayComplaint(about: elements, kind)
        case (_, .object(let members)): return objectComplaint(about: members, kind)
        default: return nil
        }
    }

    private func numberComplaint(about value: JSON, _ kind: SchemaNode.Kind) -> String? {
        guard let number = SchemaNumber(value) else { return nil }
        switch kind {
        case .multipleOf(let step):
            return number.isMultiple(of: step) ? nil : "must be a multiple of \(step.json.shown)"
        case .minimum(let least, let isExclusive):
            let order = SchemaNumber.order(number, least)
            guard order == .less || (isExclusive && order == .equal) else { return nil }
            return isExclusive ? "must be more than \(least.json.shown)" : "must be at least \(least.json.shown)"
        case .maximum(let most, let isExclusive):
            let order = SchemaNumber.order(number, most)
            guard order == .greater || (isExclusive && order == .equal) else { return nil }
            return isExclusive ? "must be less than \(most.json.shown)" : "must be at most \(most.json.shown)"
        default: return nil
        }
    }

    private func arrayComplaint(about elements: [JSON], _ kind: SchemaNode.Kind) -> String? {
        switch kind {
        case .minItems(let least):
            return elements.count >= least ? nil : "has \(elements.count) elements, must have at least \(least)"
        case .maxItems(let most):
            return elements.count <= most ? nil : "has \(elements.count) elements, must have at most \(most)"
        case .uniqueItems:
            var places: [JSONIdentity: Int] = [:]
            for (position, element) in elements.enumerated() {
                if let first = places.updateValue(position, forKey: JSONIdentity(element)) {
                    return "has the same element at \(first) and \(position), must have each once"
                }
            }
            return nil
        default: return nil
        }
    }

    private func objectComplaint(about members: [String: JSON], _ kind: SchemaNode.Kind) -> String? {
        switch kind {
        case .minProperties(let least):
            return members.count >= least ? nil : "has \(members.count) members, must have at least \(least)"
        case .maxProperties(let most):
            return members.count <= most ? nil : "has \(members.count) members, must have at most \(most)"
        case .required(let names):
            let missing = names.filter { members[$0] == nil }
            return missing.isEmpty ? nil : "has no \(Self.quoted(missing)), which is required"
        case .dependentRequired(let dependencies):
            for (name, names) in dependencies where members[name] != nil {
                let missing = names.filter { members[$0] == nil }
                if !missing.isEmpty { return "has no \(Self.quoted(missing)), which '\(name)' requires" }
            }
            return nil
        default: return nil
        }
    }

    private static func quoted(_ names: [String]) -> String {
        names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
