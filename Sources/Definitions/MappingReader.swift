import JSONValues
import Pipelines
import Schemas

/// Which way a mapping goes.
enum MappingDirection {
    /// Into an attempt: its roots are the ones of a stage's expressions.
    case input
    /// Out of one: its roots are the members of what the loop gave.
    case output
}

extension Reading {
    /// `mappings`, `transforms` and `validation`.
    ///
    /// - Returns: the mapping, and its expressions, whose roots are still to be checked.
    func mapping(
        _ node: YAMLNode, _ direction: MappingDirection, schemas: SchemaCatalog
    ) -> (mapping: Mapping, expressions: [WrittenExpression]) {
        let title = direction == .input ? "`input_mapping`" : "`output_mapping`"
        guard var fields = Fields(node, title: title, in: self) else { return (Mapping(), []) }
        defer { fields.finish() }
        var mapping = Mapping()
        var written: [WrittenExpression] = []
        var targets: Set<String> = []
        for element in fields.node("mappings").map({ list($0, as: "`mappings`") }) ?? [] {
            guard let (field, from, to) = self.field(element) else { continue }
            if !targets.insert(direction == .output ? field.to.belowOutputs : field.to).inserted {
                error(.duplicateTarget, "two mappings write \(field.to.quoted)", at: to)
            }
            mapping.fields.append(field)
            written.append(from)
        }
        for element in fields.node("transforms").map({ list($0, as: "`transforms`") }) ?? [] {
            guard let (transform, parsed) = self.transform(element) else { continue }
            var expression = parsed
            expression.alsoSees = Set(targets.map { String($0.belowOutputs.prefix { $0 != "." }) })
            if direction == .output { expression.alsoSees.insert("outputs") }
            mapping.transforms.append(transform)
            targets.insert(transform.to)
            written.append(expression)
        }
        mapping.validation = fields.node("validation").flatMap { validation($0, schemas: schemas) }
        return (mapping, written)
    }

    private func field(_ node: YAMLNode) -> (Mapping.Field, WrittenExpression, Position)? {
        guard var fields = Fields(node, title: "a mapping's element", in: self) else { return nil }
        defer { fields.finish() }
        let from = fields.required("from").flatMap { expression($0, as: "`from`") }
        let toNode = fields.required("to")
        let to = toNode.flatMap(path)
        let required = fields.node("required").flatMap { bool($0, as: "`required`") } ?? true
        let fallback = fields.entry(meantEvenEmpty: "default")?.value.json
        guard let from, let toNode, let to else { return nil }
        return (
            Mapping.Field(from: from.expression, to: to, required: required, fallback: fallback), from,
            toNode.position
        )
    }

    private func transform(_ node: YAMLNode) -> (Mapping.Transform, WrittenExpression)? {
        guard var fields = Fields(node, title: "a transform", in: self) else { return nil }
        defer { fields.finish() }
        let to = fields.required("to").flatMap(path)
        let expression = fields.required("expr").flatMap { self.expression($0, as: "`expr`") }
        guard let to, let expression else { return nil }
        return (Mapping.Transform(to: to, expression: expression.expression), expression)
    }

    /// Member names joined by dots.
    private func path(_ node: YAMLNode) -> String? {
        guard let text = text(node, as: "`to`") else { return nil }
        let isPath = text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, first == UInt8(ascii: "_") || Character(UnicodeScalar(first)).isLetter
            else { return false }
            return part.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
                    || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            }
        }
        guard isPath, text.utf8.count <= 200 else {
            error(
                .badTarget, "`to` is member names joined by dots, not \(text.quoted)", at: node.position,
                suggestion: "for example `outputs.plan`")
            return nil
        }
        return text
    }

    /// A schema inline, or by its name.
    private func validation(_ node: YAMLNode, schemas: SchemaCatalog) -> Mapping.Validation? {
        let schema = node.json
        switch schema {
        case .object, .bool, .string: break
        case .null, .int, .double, .array:
            error(.wrongType, "`validation` is a JSON Schema or the name of one, not \(node.kind)", at: node.position)
            return nil
        }
        if case .string = schema {
            guard let name = text(node, as: "`validation`") else { return nil }
            switch schemas.schema(named: name) {
            case .valid(let schema): return Mapping.Validation(name: name, schema: schema)
            case .invalid(let file):
                error(.invalidReference, "the schema \(name.quoted) is not valid, see \(file)", at: node.position)
            case .unknown:
                error(
                    .unknownSchema, "there is no schema \(name.quoted)", at: node.position,
                    suggestion: Nearest.suggestion(for: name, among: schemas.names)
                        ?? "put it in .taskdaemon/schemas/\(SchemaCatalog.stem(name)).json")
            }
            return nil
        }
        let whole = schemas.bundled(schema)
        if let problem = SchemaCatalog.problem(in: whole) {
            error(.badSchema, "`validation` is not a JSON Schema: \(problem)", at: node.position(at: problem.path))
            return nil
        }
        return Mapping.Validation(name: "inline schema", schema: whole)
    }
}
