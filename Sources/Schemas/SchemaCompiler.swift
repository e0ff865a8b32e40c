import JSONValues

/// Documents to nodes, each reference resolved to the node that it means.
struct SchemaCompiler {
    private(set) var library: SchemaLibrary
    private(set) var nodes: [SchemaNode] = []
    var unknownKeywords: [String] = []
    /// Places that have a node, so that a schema that refers to itself has one.
    private var places: [SchemaLocation: Int] = [:]
    /// Places that have a node whose rules have not been read.
    private var pending: [(location: SchemaLocation, place: Int)] = []
    /// Names that a `$dynamicRef` looks for.
    private var dynamicNames: Set<String> = []

    /// Schemas of one document; more is an error, as is a schema nested deeper.
    private static let most = 20_000
    static let deepest = 200

    init(document: JSON, provided: [String: JSON]) throws(SchemaError) {
        library = try SchemaLibrary(document: document, provided: provided)
    }

    var draft: SchemaDraft { library.resources[0].dialect.draft }

    mutating func compile() throws(SchemaError) {
        _ = try node(at: SchemaLocation(document: 0, pointer: .root))
        repeat {
            while let next = pending.popLast() {
                guard let json = library.value(at: next.location) else { continue }
                nodes[next.place].rules = try rules(of: json, at: next.location)
            }
            // What a `$dynamicRef` may lead to may be in any resource that was taken in.
            for resource in library.resources {
                for (name, location) in resource.dynamicAnchors where dynamicNames.contains(name) {
                    _ = try node(at: location)
                }
            }
        } while !pending.isEmpty
        try refuseLoops()
    }

    /// By resource, the nodes that a `$dynamicRef` may lead to.
    var dynamicAnchors: [[String: Int]] {
        library.resources.map { $0.dynamicAnchors.compactMapValues { places[$0] } }
    }

    /// The node of the schema at a place; its rules are read later, so that nesting takes no stack.
    mutating func node(at location: SchemaLocation) throws(SchemaError) -> Int {
        if let place = places[location] { return place }
        guard nodes.count < Self.most, location.pointer.parts.count < Self.deepest else {
            throw SchemaError(
                kind: .unsupported, path: "", message: "more than \(Self.most) schemas, or nested too deeply")
        }
        let place = nodes.count
        places[location] = place
        nodes.append(SchemaNode(path: library.name(of: location), resource: library.resource(of: location)))
        pending.append((location, place))
        return place
    }

    /// What a reference of either kind comes to.
    mutating func reference(
        _ value: JSON, at location: SchemaLocation, isDynamic: Bool = false
    ) throws(SchemaError) -> SchemaNode.Kind {
        let (target, anchor) = try library.target(of: value, at: location)
        let place = try node(at: target)
        guard isDynamic, let anchor,
            library.resources[library.resource(of: target)].dynamicAnchors[anchor] == target
        else { return .reference(place) }
        dynamicNames.insert(anchor)
        return .dynamicReference(place, name: anchor)
    }

    private mutating func rules(of json: JSON, at location: SchemaLocation) throws(SchemaError) -> [SchemaNode.Rule] {
        switch json {
        case .bool(true): return []
        case .bool(false): return [.init(keyword: "", kind: .nothing)]
        case .object(let members):
            let dialect = library.resources[library.resource(of: location)].dialect
            if dialect.draft == .draft7, let value = members["$ref"] {
                // In draft 7 nothing beside a reference counts.
                return [.init(keyword: "/$ref", kind: try reference(value, at: location.appending("$ref")))]
            }
            let keywords = SchemaKeywords(members: members, location: location, dialect: dialect)
            return try keywords.rules(&self)
        default:
            throw SchemaError(
                kind: .invalid, path: location.pointer.text,
                message: "a schema is an object or a boolean, not \(json.shown)")
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
