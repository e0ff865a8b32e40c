/// Finds what cannot work whatever the values from outside are.
///
/// A part's type is known where its text and what is said of the roots decide it; of what is open nothing is said.
struct TypeChecker {
    let roots: [String: Shape]
    private(set) var findings: [Finding] = []
    private var locals: [Int: Shape] = [:]

    struct Finding {
        let kind: EvaluationError.Kind
        let message: String
        let range: Range<Int>
        let suggestion: String?
    }

    init(roots: [String: Shape]) { self.roots = roots }

    mutating func report(
        _ kind: EvaluationError.Kind, _ message: String, at range: Range<Int>, suggestion: String? = nil
    ) {
        findings.append(Finding(kind: kind, message: message, range: range, suggestion: suggestion))
    }

    /// What a part gives if it gives a value; reports on the way.
    mutating func shape(of node: Node) -> Shape {
        switch node.kind {
        case .literal(let value): return .of(value.type)
        case .local(let place): return locals[place] ?? .any
        case .name(let name): return shape(of: name, node)
        case .select(let selection): return shape(of: selection, node)
        case .presence(let operand, _):
            expect(shape(of: operand), [.map, .optional], of: "has()", operand)
            return .of(.bool)
        case .index(let operand, let index, let isOptional):
            return shape(of: operand, at: index, isOptional: isOptional)
        case .call(let call): return shape(of: call, node)
        case .not(let operand): return truth(of: [operand], of: "'!'")
        case .and(let terms): return truth(of: terms, of: "'&&'")
        case .or(let terms): return truth(of: terms, of: "'||'")
        case .negate(let operand):
            let shape = shape(of: operand)
            expect(shape, [.int, .double], of: "'-'", operand)
            return shape
        case .conditional(let condition, let then, let otherwise):
            _ = truth(of: [condition], of: "'?:'")
            return shape(of: then).joined(shape(of: otherwise))
        case .binary(let symbol, let left, let right):
            return binary(symbol, shape(of: left), shape(of: right), node)
        case .list, .map: return shape(ofCollection: node)
        case .fold(let fold): return shape(of: fold)
        case .bind(let local, let value, let body):
            locals[local] = shape(of: value)
            return shape(of: body)
        case .optionalMap(let operand, let local, let body, let isFlat):
            let outer = shape(of: operand)
            expect(outer, [.optional], of: "optMap()", operand)
            locals[local] = outer.held
            let inner = shape(of: body)
            return .optional(of: isFlat ? inner.held : inner)
        }
    }

    private mutating func shape(ofCollection node: Node) -> Shape {
        switch node.kind {
        case .list(let elements):
            let shapes = elements.map { element in
                let shape = shape(of: element.value)
                if element.isOptional { expect(shape, [.optional], of: "'?'", element.value) }
                return element.isOptional ? shape.held : shape
            }
            return shapes.isEmpty ? .of(.list) : .list(of: Shape.joined(shapes))
        case .map(let entries):
            var members: [String: Shape] = [:]
            // An empty one stands for "nothing there" and is asked for keys all the same.
            var isKnown = !entries.isEmpty
            for entry in entries {
                expect(shape(of: entry.key), [.bool, .int, .uint, .string], of: "the key of a map", entry.key)
                let shape = shape(of: entry.value)
                if entry.isOptional { expect(shape, [.optional], of: "'?'", entry.value) }
                guard case .literal(.string(let name)) = entry.key.kind else {
                    isKnown = false
                    continue
                }
                members[name] = entry.isOptional ? shape.held : shape
            }
            return isKnown ? .map(members, isClosed: true) : .of(.map)
        default: return .any
        }
    }

    private mutating func shape(of name: Node.QualifiedName, _ node: Node) -> Shape {
        if let shape = roots[name.text] { return shape }
        if ValueType(rawValue: name.text) != nil { return .of(.type) }
        report(
            .unknownName, "unknown name '\(name.text)'", at: node.range,
            suggestion: name.text.closest(among: roots.keys))
        return .any
    }

    private mutating func shape(of selection: Node.Selection, _ node: Node) -> Shape {
        // A binding may have a name with points in it.
        if let path = selection.path, let shape = roots[path.text] { return shape }
        let operand = shape(of: selection.operand)
        expect(operand, [.map, .optional], of: "'.\(selection.field)'", selection.operand)
        let range = node.range.upperBound - selection.field.utf8.count..<node.range.upperBound
        return member(selection.field, of: operand, isOptional: selection.isOptional, at: range)
    }

    private mutating func shape(of operand: Node, at index: Node, isOptional: Bool) -> Shape {
        let whole = shape(of: operand)
        expect(whole, [.map, .list, .optional], of: "an index", operand)
        let position = shape(of: index)
        if whole.type == .list {
            expect(position, [.int, .uint, .double], of: "the index of a list", index)
            return isOptional ? .optional(of: whole.element) : whole.element
        }
        if case .literal(.string(let name)) = index.kind {
            return member(name, of: whole, isOptional: isOptional, at: index.range)
        }
        return isOptional || whole.type == .optional ? .optional(of: .any) : .any
    }

    /// A member by its name; that a closed map never has it is an error where nothing provides for its absence.
    private mutating func member(_ name: String, of shape: Shape, isOptional: Bool, at range: Range<Int>) -> Shape {
        switch shape {
        case .optional(let held):
            return .optional(of: member(name, of: held, isOptional: true, at: range).held)
        case .map(let members, let isClosed):
            if members[name] == nil, isClosed, !isOptional {
                let known = members.keys.sorted().prefix(20).joined(separator: ", ")
                report(
                    .missingKey, "no key '\(name)'; \(known.isEmpty ? "it is empty" : "it has \(known)")", at: range,
                    suggestion: name.closest(among: members.keys))
            }
            let member = members[name] ?? .any
            return isOptional ? .optional(of: member) : member
        case .any, .of, .list: return isOptional || shape.type == .optional ? .optional(of: .any) : .any
        }
    }

    private mutating func shape(of fold: Node.Fold) -> Shape {
        let range = shape(of: fold.range)
        let name = fold.operation.rawValue
        expect(range, [.list, .map], of: "\(name)()", fold.range)
        locals[fold.local] = fold.hasTwoVariables ? .any : range.element
        if fold.hasTwoVariables {
            locals[fold.local] = range.type == .list ? .of(.int) : .any
            if case .list(let element) = range {
                locals[fold.local + 1] = element
            } else {
                locals[fold.local + 1] = .any
            }
        }
        if let predicate = fold.predicate { _ = truth(of: [predicate], of: "\(name)()") }
        let transform = fold.transform.map { shape(of: $0) }
        switch fold.operation {
        case .all, .exists, .existsOne: return .of(.bool)
        case .filter: return range.type == .list ? .list(of: range.element) : .of(.list)
        case .map, .transformList: return .list(of: transform ?? .any)
        case .transformMap, .transformMapEntry: return .of(.map)
        }
    }

    private mutating func truth(of nodes: [Node], of user: String) -> Shape {
        for node in nodes { expect(shape(of: node), [.bool], of: user, node) }
        return .of(.bool)
    }

    private mutating func expect(_ shape: Shape, _ wanted: Set<ValueType>, of user: String, _ node: Node) {
        if let type = shape.type, !wanted.contains(type) {
            report(.wrongType, "\(user) is not for \(type)", at: node.range)
        }
    }
}
