import JSONValues

/// What the schemas of a document are called, apart from their places.
struct SchemaNames {
    private let identifier: String?
    private var anchors: [String: JSONPointer] = [:]

    init(document: JSON, draft: SchemaDraft) throws(SchemaError) {
        identifier = document["$id"]?.stringValue.map { $0.hasSuffix("#") ? String($0.dropLast()) : $0 }
        var open: [(json: JSON, pointer: JSONPointer)] = [(document, .root)]
        while let (json, pointer) = open.popLast() {
            guard case .object(let members) = json, pointer.parts.count < SchemaCompiler.deepest else { continue }
            if draft == .draft7, members["$ref"] != nil { continue }
            if case .string(let anchor)? = members["$anchor"], draft == .draft2020 { anchors[anchor] = pointer }
            if case .string(let id)? = members["$id"], !pointer.parts.isEmpty {
                guard draft == .draft7, id.hasPrefix("#") else {
                    throw SchemaError(
                        kind: .unsupported, path: pointer.appending("$id").text,
                        message: "an $id below the root is not supported")
                }
                anchors[String(id.dropFirst())] = pointer
            }
            open += SchemaKeywords.subschemas(of: members, at: pointer)
        }
    }

    /// The place that a reference means.
    func target(of reference: JSON, at pointer: JSONPointer, in document: JSON) throws(SchemaError) -> JSONPointer {
        guard case .string(let text) = reference else {
            throw SchemaError(kind: .invalid, path: pointer.text, message: "must be a string, is \(reference.shown)")
        }
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let base = parts.first ?? ""
        guard base.isEmpty || base == identifier ?? "" else {
            throw SchemaError(
                kind: .unsupported, path: pointer.text,
                message: "\(reference.shown) is another document; nothing is fetched")
        }
        let fragment = parts.count > 1 ? parts[1] : ""
        guard let target = JSONPointer(fragment: fragment) ?? anchors[String(fragment)],
            target.value(in: document) != nil
        else {
            throw SchemaError(kind: .invalid, path: pointer.text, message: "\(reference.shown) leads nowhere")
        }
        return target
    }
}
