import JSONValues

/// A value of a YAML file, with the place where it stands.
struct YAMLNode: Sendable {
    indirect enum Content: Sendable {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// A scalar before anything is made of it.
    struct Scalar: Equatable, Sendable {
        var text: String
        /// Written without quotes and not as a block, so that it may be a number, a truth value or nothing.
        var isPlain: Bool
        /// How many characters of the file stand between the node's position and its text: 1 for a quote.
        var lead: Int
    }

    /// A key and its value.
    struct Entry: Sendable {
        var key: String
        var position: Position
        var value: YAMLNode
        /// Whether the same holds without it, so that it need not be written.
        var isDefault = false
    }

    var content: Content
    var position: Position

    /// Whether it is written as nothing: empty, `~` or `null`.
    var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.resolved == .null } else { false }
    }

    /// Where the part stands that a JSON pointer (RFC 6901) leads to, or the last part on the way that there is.
    func position(at pointer: String) -> Position {
        var node = self
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = part.replacing("~1", with: "/").replacing("~0", with: "~")
            switch node.content {
            case .mapping(let entries):
                guard let entry = entries.first(where: { $0.key == name }) else { return node.position }
                node = entry.value
            case .sequence(let elements):
                guard let index = Int(name), elements.indices.contains(index) else { return node.position }
                node = elements[index]
            case .scalar: return node.position
            }
        }
        return node.position
    }

    /// Whether it is `{}`.
    var isEmptyMapping: Bool { if case .mapping(let entries) = content { entries.isEmpty } else { false } }

    /// What it is, as a message says it.
    var kind: String {
        switch content {
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: "nothing"
            case .bool: "a truth value"
            case .int, .double: "a number"
            case .string, .array, .object: "text"
            }
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
