/// Values by key, in the order in which the keys were added, kept in pages.
///
/// A run is a value: each turn copies it and changes little. The copy shares every page but those that are changed, so
/// a turn costs what it changes, not what there is. Finding takes constant time; removing, which only a rollback does,
/// takes time in proportion to what there is.
public struct PagedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Few enough that copying a page costs little, many enough that there are few pages.
    private static var pageSize: Int { 32 }

    /// In order.
    public private(set) var keys: [Key] = []
    private var positions: [Key: Int] = [:]
    private var pages: [[Value]] = []

    /// A table in which nothing is.
    public init() {}

    /// How many values there are.
    public var count: Int { keys.count }

    /// Whether there are none.
    public var isEmpty: Bool { keys.isEmpty }

    /// Where a key stands.
    public func position(of key: Key) -> Int? { positions[key] }

    /// The value at a position, which must be there.
    public func value(at position: Int) -> Value { pages[position / Self.pageSize][position % Self.pageSize] }

    /// The value of a key; setting one that is new adds it at the end, setting `nil` removes it.
    public subscript(key: Key) -> Value? {
        get { positions[key].map(value(at:)) }
        set {
            switch (positions[key], newValue) {
            case (let position?, let value?): pages[position / Self.pageSize][position % Self.pageSize] = value
            case (nil, let value?):
                positions[key] = keys.count
                if keys.count.isMultiple(of: Self.pageSize) { pages.append([]) }
                keys.append(key)
                pages[pages.count - 1].append(value)
            case (.some, nil): remove([key])
            case (nil, nil): break
            }
        }
    }

    /// Changes a value where it stands, without copying it.
    mutating func change<Failure: Error>(
        at position: Int, _ body: (inout Value) throws(Failure) -> Void
    ) throws(Failure) {
        try body(&pages[position / Self.pageSize][position % Self.pageSize])
    }

    /// Takes out these.
    mutating func remove(_ removed: Set<Key>) {
        var rest = PagedTable()
        for (key, value) in self where !removed.contains(key) { rest[key] = value }
        self = rest
    }
}

extension PagedTable: Sequence {
    /// Goes through keys and values in order.
    public struct Iterator: IteratorProtocol {
        private let table: PagedTable
        private var position = 0

        fileprivate init(_ table: PagedTable) { self.table = table }

        /// The next key with its value.
        public mutating func next() -> (key: Key, value: Value)? {
            guard position < table.count else { return nil }
            defer { position += 1 }
            return (table.keys[position], table.value(at: position))
        }
    }

    /// Begins at the first key.
    public func makeIterator() -> Iterator { Iterator(self) }

    /// How many there are, exactly.
    public var underestimatedCount: Int { count }

    /// In the keys' order.
    public var values: LazyMapSequence<PagedTable, Value> { lazy.map(\.value) }
}

extension PagedTable: Equatable where Value: Equatable {
    /// The same keys in the same order, with the same values.
    public static func == (left: PagedTable, right: PagedTable) -> Bool {
        left.keys == right.keys && left.pages == right.pages
    }
}

extension PagedTable: Hashable where Value: Hashable {
    /// Keys and values, in order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(keys)
        hasher.combine(pages)
    }
}

extension PagedTable: Encodable where Key: Encodable, Value: Encodable {
    /// Writes a list in which keys and values take turns.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for (key, value) in self {
            try container.encode(key)
            try container.encode(value)
        }
    }
}

extension PagedTable: Decodable where Key: Decodable, Value: Decodable {
    /// Reads such a list; a key that comes twice is an error.
    public init(from decoder: any Decoder) throws {
        self.init()
        var container = try decoder.unkeyedContainer()
        while !container.isAtEnd {
            let key = try container.decode(Key.self)
            guard positions[key] == nil else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "the key \(key) comes twice")
            }
            self[key] = try container.decode(Value.self)
        }
    }
}
