import JSONValues

/// A value of a YAML file, with the place where it stands.
struct YAMLNode {
    indirect enum Content {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// A scalar before anything is made of it.
    struct Scalar: Equatable {
        var text: String
        /// Written without quotes and not as a block, so that it may be a number, a truth value or nothing.
        var isPlain: Bool
        /// How many characters of the file stand between the node's position and its text: 1 for a quote.
        var lead: Int
    }

    /// A key and its value.
    struct Entry {
        var key: String
        var position: Position
        var value: YAMLNode
    }

    var content: Content
    var position: Position

    /// Whether it is written as nothing: empty, `~` or `null`.
    var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.resolved == .null } else { false }
    }

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
