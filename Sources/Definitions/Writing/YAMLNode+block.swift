import JSONValues

extension YAMLNode {
    /// The value as a file has it: collections over several lines, but those of a few scalars.
    var block: String {
        entries.isEmpty && elements.isEmpty ? inline(at: 0) + "\n" : lines(at: 0)
    }

    /// No line is made longer than this by putting a collection on one.
    private static let width = 100

    /// A collection's lines, from a column on.
    private func lines(at column: Int) -> String {
        let margin = String(repeating: " ", count: column)
        switch content {
        case .scalar: return ""
        case .sequence(let elements):
            return elements.map { "\(margin)- \($0.element(at: column + 2))" }.joined()
        case .mapping(let entries):
            return entries.map { entry in
                let key = YAMLText.write(entry.key)
                // A longer key is read only where it says that it is one.
                let isLong = entry.key.utf8.count > 500
                return margin + (isLong ? "? \(key)\n\(margin):" : "\(key):") + entry.value.member(of: key, at: column)
            }.joined()
        }
    }

    /// What stands behind a dash, whose own text begins in a column.
    private func element(at column: Int) -> String {
        if isShort(within: Self.width - column) { return flow + "\n" }
        switch content {
        case .scalar: return inline(at: column) + "\n"
        case .sequence, .mapping: return String(lines(at: column).dropFirst(column))
        }
    }

    /// What stands behind the colon of a key that begins in a column.
    private func member(of key: String, at column: Int) -> String {
        if isShort(within: Self.width - column - key.count - 2) { return " \(flow)\n" }
        switch content {
        case .scalar: return " \(inline(at: column + 2))\n"
        case .sequence, .mapping: return "\n" + lines(at: column + 2)
        }
    }

    /// A scalar without a break behind it; where it has several lines, these begin in a column.
    private func inline(at column: Int) -> String {
        guard case .scalar(let scalar) = content else { return flow }
        if case .string(let text) = scalar.resolved {
            return YAMLText.literal(text, at: column) ?? YAMLText.write(text, isInFlow: false)
        }
        return YAMLText.write(scalar)
    }

    /// Whether it is a collection of scalars alone that is good to read on a line; what has a name of its own is not.
    private func isShort(within width: Int) -> Bool {
        func isLine(_ node: YAMLNode) -> Bool {
            if case .scalar(let scalar) = node.content { !scalar.text.contains("\n") } else { false }
        }
        switch content {
        case .scalar: return false
        case .sequence(let elements): return elements.allSatisfy(isLine) && flow.count <= width
        case .mapping(let entries):
            return entries.first?.key != "name" && entries.allSatisfy { isLine($0.value) } && flow.count <= width
        }
    }
}
