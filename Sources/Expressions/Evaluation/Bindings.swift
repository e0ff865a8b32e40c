public import JSONValues

/// The values that an expression takes from outside, by name.
public struct Bindings: Sendable {
    private enum Source: Sendable {
        case values([String: Value])
        case json([String: JSON])
        case lazy(names: Set<String>, value: @Sendable (String) -> Value?)
    }

    private let source: Source
    /// Whether a name has a point in it, so that `a.b` may be one name.
    let hasQualifiedNames: Bool
    /// The namespace that names are looked up in first, as CEL's containers are; empty for none.
    let container: String

    private init(source: Source, names: some Sequence<String>, container: String) {
        self.source = source
        self.container = container
        hasQualifiedNames = names.contains { $0.utf8.contains(UInt8(ascii: ".")) }
    }

    /// Values that are there already.
    public init(values: [String: Value], container: String = "") {
        self.init(source: .values(values), names: values.keys, container: container)
    }

    /// JSON, of which only what is read is converted.
    public init(_ json: [String: JSON]) {
        self.init(source: .json(json), names: json.keys, container: "")
    }

    /// Values that are made when an expression reads them.
    ///
    /// `value` is called again for each time that a name is read, and must give the same for the same name; `nil` makes
    /// the name an unknown one.
    public init(names: Set<String>, value: @escaping @Sendable (String) -> Value?) {
        self.init(source: .lazy(names: names, value: value), names: names, container: "")
    }
}

extension Bindings {
    /// The value of a name, or `nil` where nothing has that name.
    public subscript(name: String) -> Value? {
        switch source {
        case .values(let values): return values[name]
        case .json(let json): return json[name].map { Value($0) }
        case .lazy(let names, let value): return names.contains(name) ? value(name) : nil
        }
    }

    /// The names that have a value, sorted.
    public var names: [String] {
        switch source {
        case .values(let values): values.keys.sorted()
        case .json(let json): json.keys.sorted()
        case .lazy(let names, _): names.sorted()
        }
    }

    /// Looks a name up in the container, then in what is around it, then as it is.
    func resolve(_ name: Node.QualifiedName) -> Value? {
        guard !container.isEmpty, !name.isAbsolute else { return self[name.text] }
        var namespace = Substring(container)
        while true {
            if let value = self["\(namespace).\(name.text)"] { return value }
            guard let point = namespace.lastIndex(of: ".") else { return self[name.text] }
            namespace = namespace[..<point]
        }
    }
}
