/// What is known of a value before it is there.
public indirect enum Shape: Hashable, Sendable {
    /// Nothing: it may be of any type (`dyn` in the CEL specification).
    case any
    /// Its type, and nothing of what it holds.
    case of(ValueType)
    /// A list whose elements are all alike.
    case list(of: Shape)
    /// A map with these members, some of which may be absent; a closed one has no others.
    case map([String: Shape], isClosed: Bool)
    /// An optional, and what it holds where it holds something.
    case optional(of: Shape)

    /// The type, or `nil` where that is open.
    public var type: ValueType? {
        switch self {
        case .any: nil
        case .of(let type): type
        case .list: .list
        case .map: .map
        case .optional: .optional
        }
    }

    /// What the elements of a list are, or the keys of a map.
    public var element: Shape {
        switch self {
        case .list(let element): element
        case .map: .of(.string)
        case .any, .of, .optional: .any
        }
    }

    /// What an optional holds.
    var held: Shape {
        if case .optional(let held) = self { held } else { .any }
    }

    /// What is known of a value that has one shape or the other.
    func joined(_ other: Shape) -> Shape {
        if self == other { return self }
        guard let type, type == other.type else { return .any }
        switch (self, other) {
        case (.map(let mine, let isClosed), .map(let theirs, let othersClosed)):
            return .map(mine.merging(theirs) { $0.joined($1) }, isClosed: isClosed && othersClosed)
        case (.list(let mine), .list(let theirs)): return .list(of: mine.joined(theirs))
        default: return .of(type)
        }
    }

    /// What is known of a value that has one of several shapes.
    static func joined(_ shapes: some Sequence<Shape>) -> Shape {
        var all: Shape?
        for shape in shapes { all = all?.joined(shape) ?? shape }
        return all ?? .any
    }
}

extension Shape: CustomStringConvertible {
    /// The type's name; `dyn` where it is open.
    public var description: String { type?.description ?? "dyn" }
}
