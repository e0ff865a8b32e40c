public import JSONValues

extension Value {
    /// The entries of a map, in the order in which they were written; those of a JSON object are sorted by key.
    ///
    /// A map that came as JSON stays JSON: a member becomes a value when it is read.
    public struct Map: Sendable {
        enum Storage: Sendable {
            case entries(Entries)
            case json([String: JSON])
        }

        struct Entries: Sendable {
            var keys: [Key] = []
            var values: [Key: Value] = [:]
        }

        let storage: Storage

        /// A map whose members are converted when they are read.
        public init(_ json: [String: JSON]) { storage = .json(json) }

        /// A map of entries; of two equal keys the first counts.
        public init(_ entries: some Sequence<(Key, Value)> = []) {
            var all = Entries()
            for (key, value) in entries { all.insert(value, for: key) }
            storage = .entries(all)
        }

        init(_ entries: Entries) { storage = .entries(entries) }
    }
}

extension Value.Map.Entries {
    /// Adds an entry, or says `false` where its key is there already.
    @discardableResult
    mutating func insert(_ value: Value, for key: Value.Key) -> Bool {
        guard values[key] == nil else { return false }
        values[key] = value
        keys.append(key)
        return true
    }
}

extension Value.Map {
    /// The number of entries.
    public var count: Int {
        switch storage {
        case .entries(let entries): entries.keys.count
        case .json(let members): members.count
        }
    }

    /// The keys in their order.
    public var keys: [Value.Key] {
        switch storage {
        case .entries(let entries): entries.keys
        case .json(let members): members.keys.sorted { $0.codePointsPrecede($1) }.map { .string($0) }
        }
    }

    /// The value of a key, or `nil`.
    public subscript(key: Value.Key) -> Value? {
        switch storage {
        case .entries(let entries): return entries.values[key]
        case .json(let members):
            guard case .string(let name) = key else { return nil }
            return Self.member(name, of: members)
        }
    }

    /// The value of a string key, or `nil`.
    public subscript(name: String) -> Value? {
        switch storage {
        case .entries(let entries): entries.values[.string(name)]
        case .json(let members): Self.member(name, of: members)
        }
    }

    private static func member(_ name: String, of members: [String: JSON]) -> Value? {
        guard let index = members.index(forKey: name) else { return nil }
        let (key, value) = members[index]
        return key.hasSameCodePoints(as: name) ? Value(value) : nil
    }
}

extension Value.Map: Hashable {
    /// Whether both have the same entries, in whatever order.
    public static func == (left: Value.Map, right: Value.Map) -> Bool {
        guard left.count == right.count else { return false }
        return left.keys.allSatisfy { key in left[key] == right[key] }
    }

    /// Hashes the keys, whatever their order.
    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for key in keys { combined ^= key.hashValue }
        hasher.combine(combined)
    }
}
