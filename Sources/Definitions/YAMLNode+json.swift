import JSONValues

extension YAMLNode {
    /// The value as JSON, by the core schema of YAML 1.2.
    var json: JSON {
        switch content {
        case .scalar(let scalar): scalar.resolved
        case .sequence(let nodes): .array(nodes.map(\.json))
        case .mapping(let entries):
            .object(Dictionary(entries.map { ($0.key, $0.value.json) }, uniquingKeysWith: { $1 }))
        }
    }
}

extension YAMLNode.Scalar {
    /// What a plain scalar stands for by the core schema of YAML 1.2; anything else is text.
    ///
    /// `yes`, `no`, `on` and `off` are text. Infinities and NaN have no JSON form and stay text too.
    var resolved: JSON {
        guard isPlain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return number ?? .string(text)
        }
    }

    private var number: JSON? {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return nil }
        guard (0x30...0x39).contains(first) || [0x2B, 0x2D, 0x2E].contains(first) else { return nil }
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16).map(JSON.int) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8).map(JSON.int) }
        if let whole = Int64(text) { return .int(whole) }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }),
            let value = Double(text), value.isFinite
        else { return nil }
        return .double(value)
    }
}

extension YAMLNode {
    /// A value of JSON, with its keys in order of their names.
    init(_ json: JSON) {
        func plain(_ text: String) -> Content { .scalar(Scalar(text: text, isPlain: true, lead: 0)) }
        let content: Content =
            switch json {
            case .null: plain("null")
            case .bool(let truth): plain(truth ? "true" : "false")
            case .int(let number): plain("\(number)")
            case .double(let number): plain("\(number)")
            case .string(let text): .scalar(Scalar(text: text, isPlain: false, lead: 0))
            case .array(let elements): .sequence(elements.map { YAMLNode($0) })
            case .object(let members):
                .mapping(
                    members.sorted { $0.key < $1.key }.map {
                        Entry(key: $0.key, position: .start, value: YAMLNode($0.value))
                    })
            }
        self.init(content: content, position: .start)
    }
}
