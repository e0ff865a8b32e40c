public import JSONValues

/// Schemas that refer to each other by the names of their files, made into one that stands for itself.
///
/// A run keeps its definitions whole, so what a schema refers to goes into it: as schemas with an `$id` below `$defs`
/// (draft 7: `definitions`), which is the form that JSON Schema has for several documents in one.
struct SchemaBundle: Sendable {
    /// What can be referred to, by the file's name without `.json`.
    let schemas: [String: JSON]

    /// No more documents go into one; references to others lead nowhere.
    private static let most = 256

    /// The schema with all that it refers to, directly or through others; what is not there stays a reference.
    func bundled(_ schema: JSON) -> JSON {
        let container = Self.isDraft7(schema) ? "definitions" : "$defs"
        // What it has in itself under that name is meant.
        let inside = Set((schema[container]?.objectValue ?? [:]).values.compactMap { $0["$id"]?.stringValue })
        var found: [String: JSON] = [:]
        var open = references(of: schema)
        while let reference = open.popLast() {
            guard found.count < Self.most, found[reference] == nil, !inside.contains(reference),
                let target = schemas[SchemaCatalog.stem(reference)]
            else { continue }
            found[reference] = target
            open += references(of: target)
        }
        guard !found.isEmpty, case .object(var members) = Self.withoutRootReference(schema) else { return schema }
        var definitions = members[container]?.objectValue ?? [:]
        for (reference, target) in found.sorted(by: { $0.key < $1.key }) {
            // One that has a name of its own is found under both.
            for schema in [Self.named(target, reference)] + (target["$id"] == nil ? [] : [target]) {
                var name = SchemaCatalog.stem(reference)
                while definitions[name] != nil { name += "_" }
                definitions[name] = schema
            }
        }
        members[container] = .object(definitions)
        return .object(members)
    }

    /// The schema that `bundled` made this one of; the schema itself where it is not known what that was.
    func unbundled(_ schema: JSON) -> JSON {
        let container = Self.isDraft7(schema) ? "definitions" : "$defs"
        guard var members = schema.objectValue, let definitions = members[container]?.objectValue else { return schema }
        let own = definitions.filter { _, definition in
            definition["$id"]?.stringValue.map { schemas[SchemaCatalog.stem($0)] == nil } ?? true
        }
        members[container] = own.isEmpty ? nil : .object(own)
        return bundled(.object(members)) == schema ? .object(members) : schema
    }

    /// The other documents that are referred to, without fragments.
    private func references(of schema: JSON) -> [String] {
        switch schema {
        case .object(let members):
            var found = members.values.flatMap { references(of: $0) }
            if let text = members["$ref"]?.stringValue {
                let uri = String(text.prefix { $0 != "#" })
                if !uri.isEmpty, !uri.contains(":") { found.append(uri) }
            }
            return found
        case .array(let elements): return elements.flatMap { references(of: $0) }
        default: return []
        }
    }

    /// The schema under the name that refers to it.
    private static func named(_ schema: JSON, _ name: String) -> JSON {
        guard case .object(var members) = withoutRootReference(schema) else {
            return ["$id": .string(name), "allOf": [schema]]
        }
        members["$id"] = .string(name)
        // What says nothing of its draft must not take that of the schema around it.
        if members["$schema"] == nil { members["$schema"] = .string(draft2020) }
        return .object(members)
    }

    /// In draft 7 nothing beside a reference counts, so no name could be given.
    private static func withoutRootReference(_ schema: JSON) -> JSON {
        guard isDraft7(schema), let members = schema.objectValue, let reference = members["$ref"] else { return schema }
        var kept = members.filter { ["$schema", "definitions"].contains($0.key) }
        kept["allOf"] = [["$ref": reference]]
        return .object(kept)
    }

    private static func isDraft7(_ schema: JSON) -> Bool {
        schema["$schema"]?.stringValue?.contains("draft-07") ?? false
    }

    private static let draft2020 = "https://json-schema.org/draft/2020-12/schema"
}

extension Definitions {
    /// A schema with all that it refers to of the workspace's and the built-in schemas, by the names of their files.
    public static func bundled(_ schema: JSON, with files: DefinitionFiles, builtIn: BuiltInFiles) -> JSON {
        var catalog = SchemaCatalog()
        var ignored: [Diagnostic] = []
        catalog.add(BuiltInFiles.paths(builtIn.schemas, in: "schemas"), reporting: &ignored)
        catalog.add(files.files(in: "schemas/", ".json"), reporting: &ignored)
        return catalog.bundled(schema)
    }
}
