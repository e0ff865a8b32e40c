/// Finds what cannot work whatever the values from outside are.
///
/// A part's type is known where its text alone decides it; what comes from outside may be anything, and nothing is said of it.
struct TypeChecker {
    let names: Set<String>
    private(set) var findings: [(message: String, node: Node, suggestion: String?)] = []
    private var locals: [Int: ValueType] = [:]

    init(names: Set<String>) { self.names = names }

    private static let results: [String: ValueType] = [
        "size": .int, "type": .type, "int": .int, "uint": .uint, "double": .double, "string": .string, "bool": .bool,
        "bytes": .bytes, "timestamp": .timestamp, "duration": .duration, "startsWith": .bool, "endsWith": .bool,
        "contains": .bool, "matches": .bool, "hasValue": .bool, "indexOf": .int, "lastIndexOf": .int, "charAt": .string,
        "substring": .string, "lowerAscii": .string, "upperAscii": .string, "reverse": .string, "trim": .string,
        "replace": .string, "join": .string, "format": .string, "strings.quote": .string, "base64.encode": .string,
        "split": .list, "base64.decode": .bytes, "optional.of": .optional, "optional.none": .optional,
        "optional.ofNonZeroValue": .optional, "math.isNaN": .bool, "math.isInf": .bool, "math.isFinite": .bool,
        "math.ceil": .double, "math.floor": .double, "math.round": .double, "math.trunc": .double, "math.sqrt": .double,
    ]

    mutating func report(_ message: String, _ node: Node, suggestion: String? = nil) {
        findings.append((message, node, suggestion))
    }

    /// The type that a part has if it has a value, or `nil` where that is open; reports on the way.
    mutating func type(of node: Node) -> ValueType? {
        switch node.kind {
        case .literal(let value): return value.type
        case .local(let place): return locals[place]
        case .name(let name): return type(of: name, node)
        case .select(let selection):
            expect(type(of: selection.operand), [.map, .optional], of: "'.\(selection.field)'", selection.operand)
            return selection.isOptional ? .optional : nil
        case .presence(let operand, _):
            expect(type(of: operand), [.map, .optional], of: "has()", operand)
            return .bool
        case .index(let operand, let index, let isOptional):
            expect(type(of: operand), [.map, .list, .optional], of: "an index", operand)
            _ = type(of: index)
            return isOptional ? .optional : nil
        case .call(let call): return type(of: call, node)
        case .not(let operand): return truth(of: [operand], of: "'!'")
        case .and(let terms): return truth(of: terms, of: "'&&'")
        case .or(let terms): return truth(of: terms, of: "'||'")
        case .negate(let operand):
            let type = type(of: operand)
            expect(type, [.int, .double], of: "'-'", operand)
            return type
        case .conditional(let condition, let then, let otherwise):
            _ = truth(of: [condition], of: "'?:'")
            let (first, second) = (type(of: then), type(of: otherwise))
            return first == second ? first : nil
        case .binary(let symbol, let left, let right): return binary(symbol, type(of: left), type(of: right), node)
        case .list(let elements):
            for element in elements { _ = type(of: element.value) }
            return .list
        case .map(let entries):
            for entry in entries {
                expect(type(of: entry.key), [.bool, .int, .uint, .string], of: "the key of a map", entry.key)
                _ = type(of: entry.value)
            }
            return .map
        case .fold(let fold): return type(of: fold)
        case .bind(let local, let value, let body):
            locals[local] = type(of: value)
            return type(of: body)
        case .optionalMap(let operand, let local, let body, _):
            expect(type(of: operand), [.optional], of: "optMap()", operand)
            locals[local] = nil
            _ = type(of: body)
            return .optional
        }
    }

    private mutating func type(of name: Node.QualifiedName, _ node: Node) -> ValueType? {
        guard !names.contains(name.text) else { return nil }
        if ValueType(rawValue: name.text) != nil { return .type }
        report("unknown name '\(name.text)'", node, suggestion: name.text.closest(among: names))
        return nil
    }

    private mutating func type(of call: Node.Call, _ node: Node) -> ValueType? {
        if let target = call.target { _ = type(of: target) }
        for argument in call.arguments { _ = type(of: argument) }
        guard call.function == nil else { return Self.results[call.name] }
        let known = call.target == nil ? FunctionLibrary.global.keys : FunctionLibrary.member.keys
        report("unknown function '\(call.name)'", node, suggestion: call.name.closest(among: known))
        return nil
    }

    private mutating func type(of fold: Node.Fold) -> ValueType? {
        expect(type(of: fold.range), [.list, .map], of: "\(fold.operation.rawValue)()", fold.range)
        locals[fold.local] = nil
        if fold.hasTwoVariables { locals[fold.local + 1] = nil }
        if let predicate = fold.predicate { _ = truth(of: [predicate], of: "\(fold.operation.rawValue)()") }
        if let transform = fold.transform { _ = type(of: transform) }
        switch fold.operation {
        case .all, .exists, .existsOne: return .bool
        case .map, .filter, .transformList: return .list
        case .transformMap, .transformMapEntry: return .map
        }
    }

    private mutating func truth(of nodes: [Node], of user: String) -> ValueType {
        for node in nodes { expect(type(of: node), [.bool], of: user, node) }
        return .bool
    }

    private mutating func expect(_ type: ValueType?, _ wanted: Set<ValueType>, of user: String, _ node: Node) {
        if let type, !wanted.contains(type) { report("\(user) is not for \(type)", node) }
    }
}
