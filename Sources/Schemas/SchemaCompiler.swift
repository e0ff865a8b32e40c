import JSONValues

/// A document to nodes, each reference resolved to the node that it means.
struct SchemaCompiler {
    let document: JSON
    let draft: SchemaDraft
    private(set) var nodes: [SchemaNode] = []
    var unknownKeywords: [String] = []
    /// Places that have a node, so that a schema that refers to itself has one.
    private var places: [JSONPointer: Int] = [:]
    /// Places that have a node whose rules have not been read.
    private var pending: [(pointer: JSONPointer, place: Int)] = []
    private let names: SchemaNames

    /// Schemas of one document; more is an error, as is a schema nested deeper.
    private static let most = 20_000
    static let deepest = 200

    init(document: JSON) throws(SchemaError) {
        self.document = document
        draft = try Self.draft(of: document)
        names = try SchemaNames(document: document, draft: draft)
    }

    private static func draft(of document: JSON) throws(SchemaError) -> SchemaDraft {
        guard let value = document["$schema"] else { return .draft2020 }
        guard case .string(let text) = value else {
            throw SchemaError(kind: .invalid, path: "/$schema", message: "must be a string, is \(value.shown)")
        }
        guard let draft = SchemaDraft(rawValue: text.hasSuffix("#") ? String(text.dropLast()) : text) else {
            throw SchemaError(
                kind: .unsupported, path: "/$schema",
                message: "the draft \(value.shown) is not supported; 2020-12 and 7 are")
        }
        return draft
    }

    mutating func compile() throws(SchemaError) {
        _ = try node(at: .root)
        while let next = pending.popLast() {
            guard let json = next.pointer.value(in: document) else { continue }
            nodes[next.place].rules = try rules(of: json, at: next.pointer)
        }
        try refuseLoops()
    }

    /// The node of the schema at a place; its rules are read later, so that nesting takes no stack.
    mutating func node(at pointer: JSONPointer) throws(SchemaError) -> Int {
        if let place = places[pointer] { return place }
        guard nodes.count < Self.most, pointer.parts.count < Self.deepest else {
            throw SchemaError(
                kind: .unsupported, path: "", message: "more than \(Self.most) schemas, or nested too deeply")
        }
        let place = nodes.count
        places[pointer] = place
        nodes.append(SchemaNode(path: pointer.text))
        pending.append((pointer, place))
        return place
    }

    private mutating func rules(of json: JSON, at pointer: JSONPointer) throws(SchemaError) -> [SchemaNode.Rule] {
        switch json {
        case .bool(true): return []
        case .bool(false): return [.init(keyword: "", kind: .nothing)]
        case .object(let members):
            if draft == .draft7, let reference = members["$ref"] {
                // In draft 7 nothing beside a reference counts.
                let target = try names.target(of: reference, at: pointer.appending("$ref"), in: document)
                return [.init(keyword: "/$ref", kind: .reference(try node(at: target)))]
            }
            let keywords = SchemaKeywords(members: members, pointer: pointer, draft: draft, names: names)
            return try keywords.rules(&self)
        default:
            throw SchemaError(
                kind: .invalid, path: pointer.text, message: "a schema is an object or a boolean, not \(json.shown)")
        }
    }

    /// Refuses schemas that would be applied to one and the same value for ever.
    private func refuseLoops() throws(SchemaError) {
        enum Mark { case open, done }
        var marks: [Int: Mark] = [:]
        for start in nodes.indices where marks[start] == nil {
            // Depth first, without recursion: a node is left when all that it leads to has been.
            var stack: [(place: Int, next: [Int])] = [(start, inPlace(start))]
            marks[start] = .open
            while let (place, next) = stack.last {
                guard let target = next.last else {
                    marks[place] = .done
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next.removeLast()
                switch marks[target] {
                case .open:
                    throw SchemaError(
                        kind: .invalid, path: nodes[target].path, message: "refers to itself without end")
                case .done: continue
                case nil:
                    marks[target] = .open
                    stack.append((target, inPlace(target)))
                }
            }
        }
    }

    private func inPlace(_ place: Int) -> [Int] { nodes[place].rules.flatMap(\.kind.inPlace) }
}
