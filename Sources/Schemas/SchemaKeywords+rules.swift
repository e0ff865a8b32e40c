import JSONValues
import RegularExpressions

extension SchemaKeywords {
    /// The rule that a keyword makes, or `nil` where it makes none.
    func kind(
        of keyword: String, _ value: JSON, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) -> SchemaNode.Kind? {
        switch keyword {
        case "type": return .type(try types(value))
        case "enum":
            guard case .array(let values) = value else { throw invalid(keyword, "an array") }
            return .oneOf(values: values)
        case "const": return .oneOf(values: [value])
        case "multipleOf":
            guard let number = SchemaNumber(value), number.isPositive else {
                throw invalid(keyword, "a number above 0")
            }
            return .multipleOf(number)
        case "minimum": return .minimum(try number(keyword, value), isExclusive: false)
        case "exclusiveMinimum": return .minimum(try number(keyword, value), isExclusive: true)
        case "maximum": return .maximum(try number(keyword, value), isExclusive: false)
        case "exclusiveMaximum": return .maximum(try number(keyword, value), isExclusive: true)
        case "minLength": return .minLength(try count(keyword))
        case "maxLength": return .maxLength(try count(keyword))
        case "minItems": return .minItems(try count(keyword))
        case "maxItems": return .maxItems(try count(keyword))
        case "minProperties": return .minProperties(try count(keyword))
        case "maxProperties": return .maxProperties(try count(keyword))
        case "uniqueItems":
            guard case .bool(let isUnique) = value else { throw invalid(keyword, "a boolean") }
            return isUnique ? .uniqueItems : .allOf([])
        case "required": return .required(try strings(keyword, value))
        case "propertyNames": return .propertyNames(try schema(keyword, &compiler))
        case "properties": return .properties(try schemas(keyword, value, &compiler))
        case "additionalProperties":
            let named = members["properties"]?.objectValue ?? [:]
            let patterns = members["patternProperties"]?.objectValue ?? [:]
            return .additionalProperties(
                try schema(keyword, &compiler), except: Set(named.keys),
                try patterns.keys.sorted().map { pattern throws(SchemaError) in
                    try expression(pattern, "patternProperties")
                })
        case "pattern":
            guard case .string(let text) = value else { throw invalid(keyword, "a string") }
            return .pattern(try expression(text, keyword))
        case "patternProperties":
            var rules: [(pattern: RegularExpression, schema: Int)] = []
            for (text, place) in try schemas(keyword, value, &compiler) {
                rules.append((try expression(text, keyword), place))
            }
            return .patternProperties(rules)
        case "unevaluatedProperties" where draft == .draft2020:
            return .unevaluatedProperties(try schema(keyword, &compiler))
        case "unevaluatedItems" where draft == .draft2020:
            return .unevaluatedItems(try schema(keyword, &compiler))
        case "$ref":
            return try compiler.reference(value, at: location.appending(keyword))
        case "$dynamicRef" where draft == .draft2020:
            return try compiler.reference(value, at: location.appending(keyword), isDynamic: true)
        case "allOf": return .allOf(try list(keyword, value, &compiler))
        case "anyOf": return .anyOf(try list(keyword, value, &compiler))
        case "oneOf": return .exactlyOneOf(try list(keyword, value, &compiler))
        case "not": return .not(try schema(keyword, &compiler))
        case "if":
            let then = members["then"] == nil ? nil : try schema("then", &compiler)
            let otherwise = members["else"] == nil ? nil : try schema("else", &compiler)
            return .conditional(try schema(keyword, &compiler), then: then, otherwise: otherwise)
        case "dependentRequired" where draft == .draft2020:
            var dependencies: [(name: String, required: [String])] = []
            for (name, required) in try object(keyword, value).sorted(by: { $0.key < $1.key }) {
                dependencies.append((name, try strings(keyword, required)))
            }
            return .dependentRequired(dependencies)
        case "dependentSchemas" where draft == .draft2020:
            return .dependentSchemas(try schemas(keyword, value, &compiler))
        default: return try arrayKind(of: keyword, value, &compiler)
        }
    }

    /// The keywords on elements, which the drafts spell differently.
    private func arrayKind(
        of keyword: String, _ value: JSON, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) -> SchemaNode.Kind? {
        switch (keyword, draft) {
        case ("prefixItems", .draft2020): return .prefixItems(try list(keyword, value, &compiler))
        case ("items", .draft2020):
            return .items(try schema(keyword, &compiler), after: members["prefixItems"]?.arrayValue?.count ?? 0)
        case ("items", .draft7):
            if case .array = value { return .prefixItems(try list(keyword, value, &compiler)) }
            return .items(try schema(keyword, &compiler), after: 0)
        case ("additionalItems", .draft7):
            // It says something only beside a list of schemas.
            guard case .array(let first)? = members["items"] else { return nil }
            return .items(try schema(keyword, &compiler), after: first.count)
        case ("contains", .draft7): return .contains(try schema(keyword, &compiler), minimum: 1, maximum: nil)
        case ("contains", .draft2020):
            let minimum = members["minContains"] == nil ? 1 : try count("minContains")
            let maximum = members["maxContains"] == nil ? nil : try count("maxContains")
            return .contains(try schema(keyword, &compiler), minimum: minimum, maximum: maximum)
        default: return nil
        }
    }

    /// `dependencies` of draft 7, each a list of names or a schema.
    func dependencyKinds(_ value: JSON, _ compiler: inout SchemaCompiler) throws(SchemaError) -> [SchemaNode.Kind] {
        var required: [(name: String, required: [String])] = []
        var schemas: [(name: String, schema: Int)] = []
        for (name, dependency) in try object("dependencies", value).sorted(by: { $0.key < $1.key }) {
            if case .array = dependency {
                required.append((name, try strings("dependencies", dependency)))
            } else {
                schemas.append((name, try compiler.node(at: location.appending("dependencies").appending(name))))
            }
        }
        return [.dependentRequired(required), .dependentSchemas(schemas)]
    }

    private func expression(_ text: String, _ keyword: String) throws(SchemaError) -> RegularExpression {
        do throws(RegularExpression.Invalid) {
            return try RegularExpression(ECMAPattern.translated(text))
        } catch {
            throw SchemaError(
                kind: .invalid, path: pointer.appending(keyword).text,
                message: "\(JSON.string(text).shown) is no pattern that can be used: \(error.reason)")
        }
    }

    // MARK: The forms of a keyword's value

    private func types(_ value: JSON) throws(SchemaError) -> Set<TypeName> {
        let texts = value.arrayValue?.map(\.stringValue) ?? [value.stringValue]
        var types: Set<TypeName> = []
        for text in texts {
            guard let type = text.flatMap({ TypeName(rawValue: $0) }) else {
                throw invalid(
                    "type", "one of \(TypeName.allCases.map(\.rawValue).joined(separator: ", ")), or an array of them")
            }
            types.insert(type)
        }
        return types
    }

    private func number(_ keyword: String, _ value: JSON) throws(SchemaError) -> SchemaNumber {
        guard let number = SchemaNumber(value) else { throw invalid(keyword, "a number") }
        return number
    }

    private func count(_ keyword: String) throws(SchemaError) -> Int {
        guard let count = members[keyword].flatMap({ SchemaNumber($0) })?.count else {
            throw invalid(keyword, "a whole number from 0")
        }
        return count
    }

    private func strings(_ keyword: String, _ value: JSON) throws(SchemaError) -> [String] {
        guard case .array(let values) = value else { throw invalid(keyword, "an array of strings") }
        let texts = values.compactMap(\.stringValue)
        guard texts.count == values.count else { throw invalid(keyword, "an array of strings") }
        return texts
    }

    private func schema(_ keyword: String, _ compiler: inout SchemaCompiler) throws(SchemaError) -> Int {
        try compiler.node(at: location.appending(keyword))
    }

    private func list(
        _ keyword: String, _ value: JSON, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) -> [Int] {
        guard case .array(let schemas) = value, !schemas.isEmpty else { throw invalid(keyword, "an array of schemas") }
        var places: [Int] = []
        for position in schemas.indices {
            places.append(try compiler.node(at: location.appending(keyword).appending(position)))
        }
        return places
    }

    private func schemas(
        _ keyword: String, _ value: JSON, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) -> [(name: String, schema: Int)] {
        var places: [(name: String, schema: Int)] = []
        for name in try object(keyword, value).keys.sorted() {
            places.append((name, try compiler.node(at: location.appending(keyword).appending(name))))
        }
        return places
    }
}
