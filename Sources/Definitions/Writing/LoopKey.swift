import JSONValues
import Pipelines

/// One key of a loop type, as it is written.
struct LoopKey: Sendable {
    let name: String
    /// The value that a layer gives it; `nil` where the layer does not say it.
    let node: @Sendable (LoopLayer) -> YAMLNode?
    /// Makes a layer say what another does.
    let take: @Sendable (LoopLayer, inout LoopLayer) -> Void
    /// Makes a layer not say it.
    func clear(_ layer: inout LoopLayer) { take(LoopLayer(), &layer) }

    private init<Value>(
        _ name: String, _ path: any WritableKeyPath<LoopLayer, Value?> & Sendable,
        _ node: @escaping @Sendable (Value) -> YAMLNode?
    ) {
        self.name = name
        self.node = { $0[keyPath: path].flatMap(node) }
        take = { $1[keyPath: path] = $0[keyPath: path] }
    }

    /// A key whose value can be taken away with `null`.
    private init<Value>(
        removable name: String, _ path: any WritableKeyPath<LoopLayer, Value??> & Sendable,
        _ node: @escaping @Sendable (Value) -> YAMLNode
    ) {
        self.init(name, path) { $0.map(node) ?? YAMLNode(.null) }
    }

    /// Every key, in the order in which they are written.
    static let all: [LoopKey] = [
        LoopKey("run", \.work, work),
        LoopKey(removable: "agent", \.agent) { YAMLNode(text: $0.name) },
        LoopKey("permissions", \.permissions) { YAMLNode($0) },
        LoopKey(removable: "prompt", \.prompt) { YAMLNode(text: $0) },
        LoopKey(removable: "setup", \.setup) { YAMLNode($0) },
        LoopKey(removable: "validate", \.validate) { YAMLNode($0) },
        LoopKey("max_iterations", \.maxIterations) { YAMLNode($0) },
        LoopKey(removable: "iteration_timeout", \.iterationTimeout) { YAMLNode($0) },
        LoopKey(removable: "idle_timeout", \.idleTimeout) { YAMLNode($0) },
        LoopKey("env", \.environment) { YAMLNode(texts: $0) },
        LoopKey("protect", \.protect) { YAMLNode(texts: $0) },
        LoopKey("integrity", \.integrity) { YAMLNode($0) },
        LoopKey("copy", \.copy) { YAMLNode(texts: $0) },
        LoopKey("keep", \.keep) { YAMLNode(texts: $0) },
        LoopKey("artifacts", \.artifacts) { YAMLNode(texts: $0) },
    ]

    @Sendable private static func work(_ work: LoopType.Work) -> YAMLNode? {
        switch work {
        case .builtin(let loop): YAMLNode(key: "builtin", YAMLNode(loop))
        case .command(let command): YAMLNode(command)
        case .agent, .pipeline: nil
        }
    }
}

extension YAMLNode {
    /// Whether it is nothing, or an empty list.
    var isNothing: Bool { if case .sequence(let elements) = content { elements.isEmpty } else { isNull } }
}
