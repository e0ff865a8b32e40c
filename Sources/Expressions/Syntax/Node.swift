/// A part of a parsed expression.
final class Node: Sendable {
    /// Its number among the nodes of its expression, from 0.
    let id: Int
    /// Where it stands, in UTF-8 offsets.
    let range: Range<Int>
    /// Nodes on the longest way down, itself included: what bounds every recursion over nodes.
    let depth: Int
    let kind: Kind

    init(id: Int, range: Range<Int>, kind: Kind) {
        self.id = id
        self.range = range
        self.kind = kind
        depth = 1 + (kind.children.map(\.depth).max() ?? 0)
    }
}

extension Node {
    indirect enum Kind: Sendable {
        case literal(Value)
        /// A variable that a macro declares, by its place among those in scope.
        case local(Int)
        /// A name from outside.
        case name(QualifiedName)
        case select(Selection)
        /// `has(a.b)`
        case presence(Node, field: String)
        case index(Node, Node, isOptional: Bool)
        case call(Call)
        case not(Node)
        case negate(Node)
        case and([Node])
        case or([Node])
        case conditional(Node, then: Node, otherwise: Node)
        case binary(BinaryOperator, Node, Node)
        case list([Element])
        case map([Entry])
        case fold(Fold)
        /// `cel.bind(name, value, body)`
        case bind(local: Int, value: Node, body: Node)
        /// `a.optMap(name, body)`, or `optFlatMap`, whose body gives an optional itself.
        case optionalMap(Node, local: Int, body: Node, isFlat: Bool)
    }

    struct QualifiedName: Sendable {
        let text: String
        /// Written with a point before it: not relative to a container, and never a local variable.
        let isAbsolute: Bool
    }

    struct Selection: Sendable {
        let operand: Node
        let field: String
        /// `a.?b`
        let isOptional: Bool
        /// All of `a.b.c` where each part is a plain name: a binding may have that name.
        let path: QualifiedName?
    }

    struct Call: Sendable {
        let name: String
        /// Where the last part of the name stands.
        let nameRange: Range<Int>
        let target: Node?
        let arguments: [Node]
        /// Nothing where no function has that name; calling it is an error then.
        let function: Function?
    }

    struct Element: Sendable {
        let value: Node
        /// `[?a]`: left out where `a` is an optional without a value.
        let isOptional: Bool
    }

    struct Entry: Sendable {
        let key: Node
        let value: Node
        let isOptional: Bool
    }

    /// A macro that goes over the elements of a list or the entries of a map.
    struct Fold: Sendable {
        enum Operation: String, Sendable {
            case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry
        }

        let operation: Operation
        let range: Node
        /// The first variable's place; the second's is the next.
        let local: Int
        let hasTwoVariables: Bool
        let predicate: Node?
        let transform: Node?
    }
}

extension Node.Kind {
    /// The parts, in the order in which they were written.
    var children: [Node] {
        switch self {
        case .literal, .local, .name: []
        case .select(let selection): [selection.operand]
        case .presence(let operand, _), .not(let operand), .negate(let operand): [operand]
        case .index(let operand, let index, _): [operand, index]
        case .call(let call): (call.target.map { [$0] } ?? []) + call.arguments
        case .and(let terms), .or(let terms): terms
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .binary(_, let left, let right): [left, right]
        case .list(let elements): elements.map(\.value)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .fold(let fold): [fold.range] + [fold.predicate, fold.transform].compactMap { $0 }
        case .bind(_, let value, let body): [value, body]
        case .optionalMap(let operand, _, let body, _): [operand, body]
        }
    }
}
