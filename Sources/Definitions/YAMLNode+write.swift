extension YAMLNode {
    /// On one line, as it stands within brackets and braces.
    var flow: String {
        switch content {
        case .scalar(let scalar): YAMLText.write(scalar)
        case .sequence(let nodes): "[\(nodes.map(\.flow).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\(YAMLText.write($0.key)): \($0.value.flow)" }.joined(separator: ", "))}"
        }
    }
}
