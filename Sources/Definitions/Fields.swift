/// One mapping being read: every key that is asked for is known, the others are warned about at the end.
///
/// A key whose value is nothing (`key:`) counts as absent, except for `entry`.
struct Fields {
    let reading: Reading
    /// What the mapping is, for messages: "a stage".
    let title: String
    /// Where it starts.
    let position: Position
    private let entries: [String: YAMLNode.Entry]
    /// Every key, in order.
    let keys: [String]
    /// Every key that was asked for.
    private(set) var known: Set<String> = []

    /// Takes a node that must be a mapping; anything else is reported.
    init?(_ node: YAMLNode, title: String, in reading: Reading) {
        guard case .mapping(let entries) = node.content else {
            reading.error(.wrongType, "\(title) is a mapping, not \(node.kind)", at: node.position)
            return nil
        }
        self.init(entries, title: title, position: node.position, in: reading)
    }

    init(_ entries: [YAMLNode.Entry], title: String, position: Position, in reading: Reading) {
        self.reading = reading
        self.title = title
        self.position = position
        self.entries = Dictionary(entries.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        self.keys = entries.map(\.key)
    }

    /// The key and its value, also where the value is nothing.
    mutating func entry(_ key: String) -> YAMLNode.Entry? {
        known.insert(key)
        return entries[key]
    }

    /// The value, unless it is nothing.
    mutating func node(_ key: String) -> YAMLNode? {
        guard let value = entry(key)?.value, !value.isNull else { return nil }
        return value
    }

    /// The value of a key that must be there.
    mutating func required(_ key: String, suggestion: String? = nil) -> YAMLNode? {
        if let node = node(key) { return node }
        reading.error(
            .missingKey, "\(title) needs `\(key)`", at: entries[key]?.position ?? position, suggestion: suggestion)
        return nil
    }

    /// Keys that are part of the format, but that nothing gives an effect to yet: errors where they are used.
    mutating func refuse(notYet keys: String...) {
        for key in keys {
            guard let entry = entry(key) else { continue }
            reading.error(.notSupported, "not supported yet: `\(key)`", at: entry.position)
        }
    }

    /// Warns about every key that nobody asked for.
    func finish() {
        for key in keys where !known.contains(key) {
            guard let entry = entries[key] else { continue }
            reading.unknownKeys.insert(entry.position)
            reading.warning(
                .unknownKey, "unknown key \(key.quoted) in \(title)", at: entry.position,
                suggestion: Nearest.suggestion(for: key, among: known))
        }
    }
}
