import BitCollections

/// Something of which a few yes-or-no questions are asked so often that the answers are kept at hand.
public protocol Marked {
    /// The questions.
    associatedtype Mark: RawRepresentable<Int>, CaseIterable
    /// Those that are answered with yes; follows from the value alone.
    var marks: Marks<Mark> { get }
}

/// Some of a few marks.
public struct Marks<Mark: RawRepresentable<Int>>: Hashable, Sendable {
    private var bits = 0

    /// None, and each of these that is true.
    init(_ marks: [(Mark, Bool)]) {
        for (mark, isTrue) in marks where isTrue { bits |= 1 << mark.rawValue }
    }

    /// None.
    init() {}

    func contains(_ mark: Mark) -> Bool { bits & (1 << mark.rawValue) != 0 }
}

/// Values by key, in order, from which those with a mark are found without looking at the others.
public struct MarkedTable<Key: Hashable & Sendable, Value: Marked & Sendable>: Sendable {
    private var table = PagedTable<Key, Value>()
    /// For each mark, the positions of the values that have it.
    private var marked: [BitSet] = Array(repeating: BitSet(), count: Value.Mark.allCases.count)

    /// A table in which nothing is.
    public init() {}

    /// In order.
    public var keys: [Key] { table.keys }

    /// In the keys' order.
    public var values: LazyMapSequence<PagedTable<Key, Value>, Value> { table.values }

    /// How many there are.
    public var count: Int { table.count }

    /// Whether there are none.
    public var isEmpty: Bool { table.isEmpty }

    /// Where a key stands in the order.
    func position(of key: Key) -> Int? { table.position(of: key) }

    /// The value at a position, which must be there.
    func value(at position: Int) -> Value { table.value(at: position) }

    /// The value of a key; setting one that is new adds it at the end, setting `nil` removes it.
    public internal(set) subscript(key: Key) -> Value? {
        get { table[key] }
        set {
            let before = table[key]?.marks
            table[key] = newValue
            if let newValue, let position = table.position(of: key) {
                follow(position, from: before ?? Marks(), to: newValue.marks)
            } else if before != nil {
                markAll()
            }
        }
    }

    /// Changes a value where it stands; `false` when there is none of that key.
    mutating func change<Failure: Error>(
        _ key: Key, _ body: (inout Value) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        guard let position = table.position(of: key) else { return false }
        let before = table.value(at: position).marks
        // Also where the change was refused half way: what is marked is what stands there.
        defer { follow(position, from: before, to: table.value(at: position).marks) }
        try table.change(at: position, body)
        return true
    }

    /// Takes out these.
    mutating func remove(_ keys: Set<Key>) {
        table.remove(keys)
        markAll()
    }

    /// Whether some value has the mark.
    func has(_ mark: Value.Mark) -> Bool { !marked[mark.rawValue].isEmpty }

    /// How many values have the mark.
    func count(_ mark: Value.Mark) -> Int { marked[mark.rawValue].count }

    /// The positions of the values that have the mark.
    func positions(_ mark: Value.Mark) -> BitSet { marked[mark.rawValue] }

    /// The first value that has the mark, by its key.
    func first(_ mark: Value.Mark) -> Key? { marked[mark.rawValue].first.map { table.keys[$0] } }

    /// The values that have the mark, in order.
    func all(_ mark: Value.Mark) -> [(key: Key, value: Value)] {
        marked[mark.rawValue].map { (table.keys[$0], table.value(at: $0)) }
    }

    private mutating func follow(_ position: Int, from old: Marks<Value.Mark>, to new: Marks<Value.Mark>) {
        guard old != new else { return }
        for mark in Value.Mark.allCases where old.contains(mark) != new.contains(mark) {
            if new.contains(mark) {
                marked[mark.rawValue].insert(position)
            } else {
                marked[mark.rawValue].remove(position)
            }
        }
    }

    private mutating func markAll() {
        marked = Array(repeating: BitSet(), count: marked.count)
        for (position, value) in table.values.enumerated() { follow(position, from: Marks(), to: value.marks) }
    }
}

extension MarkedTable: Sequence, ExpressibleByDictionaryLiteral {
    /// Goes through keys and values in order.
    public func makeIterator() -> PagedTable<Key, Value>.Iterator { table.makeIterator() }

    /// Makes a table of these, in order.
    public init(dictionaryLiteral elements: (Key, Value)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension MarkedTable: Equatable where Value: Equatable {
    /// The same keys in the same order, with the same values.
    public static func == (left: MarkedTable, right: MarkedTable) -> Bool { left.table == right.table }
}

extension MarkedTable: Hashable where Value: Hashable {
    /// Keys and values, in order.
    public func hash(into hasher: inout Hasher) { hasher.combine(table) }
}

extension MarkedTable: Encodable where Key: Encodable, Value: Encodable {
    /// Writes a list in which keys and values take turns.
    public func encode(to encoder: any Encoder) throws { try table.encode(to: encoder) }
}

extension MarkedTable: Decodable where Key: Decodable, Value: Decodable {
    /// Reads such a list.
    public init(from decoder: any Decoder) throws {
        table = try PagedTable(from: decoder)
        markAll()
    }
}
