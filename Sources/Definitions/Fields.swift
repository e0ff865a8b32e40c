/// One mapping being read: every key that is asked for is known, the others are warned about at the end.
///
/// A key whose value is nothing (`key:`, `key: null`) counts as absent, except for `entry`. Where nothing at all is written
/// behind a key, its value was probably forgotten, which is warned about.
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
    /// Those of which nothing more is to be said where they are empty, and those that take a value away then.
    private var mayBeEmpty: Set<String> = []
    private var takenAway: Set<String> = []

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

    /// The key and its value, where an empty one means something.
    mutating func entry(meantEvenEmpty key: String) -> YAMLNode.Entry? {
        mayBeEmpty.insert(key)
        return entry(key)
    }

    /// The key and its value, where nothing takes away what the key is elsewhere.
    mutating func entry(takenAwayByNothing key: String) -> YAMLNode.Entry? {
        takenAway.insert(key)
        return entry(key)
    }

    /// The value, unless it is nothing.
    mutating func node(_ key: String) -> YAMLNode? {
        guard let value = entry(key)?.value, !value.isNull else { return nil }
        return value
    }

    /// The value of a key that must be there.
    mutating func required(_ key: String, suggestion: String? = nil) -> YAMLNode? {
        if let node = node(key) { return node }
        mayBeEmpty.insert(key)
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

    /// Warns about every key that nobody asked for, and about those whose value was probably forgotten.
    func finish() {
        for key in keys where known.contains(key) && !mayBeEmpty.contains(key) {
            guard let entry = entries[key] else { continue }
            reading.warn(ifForgotten: entry, takesAway: takenAway.contains(key))
        }
        for key in keys where !known.contains(key) {
            guard let entry = entries[key] else { continue }
            reading.unknownKeys.insert(entry.position)
            reading.warning(
                .unknownKey, "unknown key \(key.quoted) in \(title)", at: entry.position,
                suggestion: Nearest.suggestion(for: key, among: known))
        }
    }
}

extension Reading {
    /// Warns about a key behind which nothing is written; who writes `null` means it.
    ///
    /// - Parameter takesAway: whether nothing is more than if the key were not there.
    func warn(ifForgotten entry: YAMLNode.Entry, takesAway: Bool = false) {
        guard case .scalar(let scalar) = entry.value.content, scalar.isPlain, scalar.text.isEmpty else { return }
        warning(
            .emptyKey,
            "`\(entry.key)` has no value, which \(takesAway ? "takes away what it is elsewhere" : "is as if it were not there")",
            at: entry.position,
            suggestion: takesAway ? "give it one, or write `null` if that is meant" : "give it one, or take it out")
    }
}
