import JSONValues

extension YAMLNode {
    /// No line is made longer where it can be helped, in characters.
    private static let width = 100

    /// On one line, as it stands within brackets and braces.
    var flow: String {
        switch content {
        case .scalar(let scalar): YAMLText.write(scalar)
        case .sequence(let nodes): "[\(nodes.map(\.flow).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\(YAMLText.write($0.key)): \($0.value.flow)" }.joined(separator: ", "))}"
        }
    }

    /// The value as a file; what it is read from has the same value, with its keys in the same order.
    var document: String { block(indent: 0).map { $0 + "\n" }.joined() }

    /// Line by line, without the indentation that all of them have.
    ///
    /// - Parameter indent: how far it will stand from the left.
    private func block(indent: Int) -> [String] {
        switch content {
        case .mapping(let entries) where !entries.isEmpty:
            entries.flatMap { entry in
                entry.value.lines(after: YAMLText.write(entry.key, isInFlow: false) + ":", indent: indent)
            }
        case .sequence(let nodes) where !nodes.isEmpty:
            nodes.flatMap { node -> [String] in
                if node.fits(in: Self.width - indent - 2) { return ["- " + node.flow] }
                let lines = node.lines(after: "-", indent: indent)
                // A mapping begins on the line of its dash.
                guard case .mapping = node.content, lines.count > 1 else { return lines }
                return ["- " + lines[1].dropFirst(2)] + lines.dropFirst(2)
            }
        case .scalar(let scalar): [YAMLText.write(scalar, isInFlow: false)]
        case .mapping, .sequence: [flow]
        }
    }

    /// The value behind a key or a dash: on its line, or below it by two blanks.
    private func lines(after head: String, indent: Int) -> [String] {
        func below(_ lines: some Sequence<String>) -> [String] { lines.map { $0.isEmpty ? "" : "  " + $0 } }
        switch content {
        case .scalar(let scalar):
            if case .string(let text) = scalar.resolved, let literal = YAMLText.literal(text) {
                return ["\(head) |\(literal.chomping)"] + below(literal.lines.map(String.init))
            }
            return ["\(head) \(YAMLText.write(scalar, isInFlow: false))"]
        case .sequence, .mapping:
            if fits(in: Self.width - indent - head.count - 1) { return ["\(head) \(flow)"] }
            return [head] + below(block(indent: indent + 2))
        }
    }

    /// Whether it reads well on one line of that length.
    private func fits(in width: Int) -> Bool {
        switch content {
        case .scalar: true
        case .sequence(let nodes) where nodes.count > 1 && nodes.contains { !$0.entries.isEmpty }: false
        case .sequence(let nodes): nodes.allSatisfy { $0.isLine } && flow.count <= width
        case .mapping(let entries): entries.allSatisfy { $0.value.isLine } && flow.count <= width
        }
    }

    /// Whether nothing in it has several lines.
    private var isLine: Bool {
        switch content {
        case .scalar(let scalar): !scalar.text.contains("\n")
        case .sequence(let nodes): nodes.allSatisfy(\.isLine)
        case .mapping(let entries): entries.allSatisfy(\.value.isLine)
        }
    }
}
