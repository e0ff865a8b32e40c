import JSONValues

/// The documents that a schema is made of, and what in them has a name.
struct SchemaLibrary {
    /// What there is to refer to, by URI without fragment; taken in when something refers to it.
    private let provided: [String: JSON]
    private var documents: [JSON] = []
    private(set) var resources: [SchemaResource] = []
    private var byURI: [String: Int] = [:]
    private var roots: [SchemaLocation: Int] = [:]

    init(document: JSON, provided: [String: JSON]) throws(SchemaError) {
        self.provided = provided
        try add(document, retrievedFrom: "", SchemaDialect(draft: .draft2020))
    }

    func value(at location: SchemaLocation) -> JSON? { location.pointer.value(in: documents[location.document]) }

    /// The resource that a place belongs to: of those above it, the nearest.
    func resource(of location: SchemaLocation) -> Int {
        var place = location
        while true {
            if let resource = roots[place] { return resource }
            guard let shorter = place.pointer.parent else { return 0 }
            place.pointer = shorter
        }
    }

    /// How people are told of a place: a pointer, after the document's name where it is another one.
    func name(of location: SchemaLocation) -> String {
        guard location.document > 0 else { return location.pointer.text }
        return "\(roots[SchemaLocation(document: location.document, pointer: .root)].map { resources[$0].uri } ?? "")#"
            + location.pointer.text
    }

    /// The place that a reference means, and the name by which it was meant, where that is no pointer.
    mutating func target(
        of reference: JSON, at location: SchemaLocation
    ) throws(SchemaError) -> (location: SchemaLocation, anchor: String?) {
        guard case .string(let text) = reference else {
            throw SchemaError(
                kind: .invalid, path: location.pointer.text, message: "must be a string, is \(reference.shown)")
        }
        let (uri, fragment) = SchemaURI.resolve(text, against: resources[resource(of: location)].uri)
        if byURI[uri] == nil, let document = provided[uri] {
            try add(document, retrievedFrom: uri, resources[resource(of: location)].dialect)
        }
        guard let place = byURI[uri] else {
            throw SchemaError(
                kind: .unsupported, path: location.pointer.text,
                message: "\(reference.shown) is another document; nothing is fetched")
        }
        let resource = resources[place]
        if let pointer = JSONPointer(fragment: (fragment ?? "")[...]) {
            let target = SchemaLocation(
                document: resource.location.document, pointer: resource.location.pointer.appending(pointer))
            if value(at: target) != nil { return (target, nil) }
        } else if let fragment, let target = resource.anchors[fragment] {
            return (target, fragment)
        }
        throw SchemaError(kind: .invalid, path: location.pointer.text, message: "\(reference.shown) leads nowhere")
    }

    /// Takes in a document: every schema in it that has a name.
    private mutating func add(_ json: JSON, retrievedFrom uri: String, _ dialect: SchemaDialect) throws(SchemaError) {
        let document = documents.count
        documents.append(json)
        let root = SchemaLocation(document: document, pointer: .root)
        resources.append(SchemaResource(uri: uri, location: root, dialect: try self.dialect(of: json, else: dialect)))
        roots[root] = resources.count - 1
        byURI[uri] = resources.count - 1
        var open: [(json: JSON, location: SchemaLocation, resource: Int)] = [(json, root, resources.count - 1)]
        while let (json, location, outer) = open.popLast() {
            guard case .object(let members) = json, location.pointer.parts.count < SchemaCompiler.deepest else {
                continue
            }
            // In draft 7 nothing beside a reference counts.
            if resources[outer].dialect.draft == .draft7, members["$ref"] != nil { continue }
            let resource = try identify(members, at: location, within: outer)
            name(members, at: location, within: resource)
            for (child, part) in SchemaKeywords.subschemas(of: members, at: location.pointer) {
                open.append((child, SchemaLocation(document: document, pointer: part), resource))
            }
        }
    }

    private func dialect(of json: JSON, else inherited: SchemaDialect) throws(SchemaError) -> SchemaDialect {
        guard let value = json["$schema"] else { return inherited }
        guard case .string(let text) = value else {
            throw SchemaError(kind: .invalid, path: "/$schema", message: "must be a string, is \(value.shown)")
        }
        return try SchemaDialect.named(text, provided)
    }

    /// The resource that a schema begins, or the one that it is in.
    private mutating func identify(
        _ members: [String: JSON], at location: SchemaLocation, within outer: Int
    ) throws(SchemaError) -> Int {
        guard case .string(let id)? = members["$id"] else { return outer }
        let (uri, fragment) = SchemaURI.resolve(id, against: resources[outer].uri)
        if let fragment, !fragment.isEmpty {
            guard resources[outer].dialect.draft == .draft7 else {
                throw SchemaError(
                    kind: .invalid, path: location.pointer.appending("$id").text, message: "must have no fragment")
            }
            resources[outer].anchors[fragment] = location
            return outer
        }
        if roots[location] != nil {
            // The root of a document is called both as it was found and as it says itself.
            resources[outer].uri = uri
            if byURI[uri] == nil { byURI[uri] = outer }
            return outer
        }
        let dialect = try dialect(of: .object(members), else: resources[outer].dialect)
        resources.append(SchemaResource(uri: uri, location: location, dialect: dialect))
        roots[location] = resources.count - 1
        if byURI[uri] == nil { byURI[uri] = resources.count - 1 }
        return resources.count - 1
    }

    private mutating func name(_ members: [String: JSON], at location: SchemaLocation, within resource: Int) {
        guard resources[resource].dialect.draft == .draft2020 else { return }
        if case .string(let anchor)? = members["$anchor"] { resources[resource].anchors[anchor] = location }
        if case .string(let anchor)? = members["$dynamicAnchor"] {
            resources[resource].anchors[anchor] = location
            resources[resource].dynamicAnchors[anchor] = location
        }
    }
}
