extension TypeChecker {
    mutating func shape(of call: Node.Call, _ node: Node) -> Shape {
        var nodes = call.arguments
        if let target = call.target { nodes.insert(target, at: 0) }
        let namespace = call.function == nil ? namespace(of: call) : nil
        let arguments = nodes.enumerated().map { index, node in
            namespace != nil && index == 0 ? .any : shape(of: node)
        }
        guard let function = call.function else {
            reportUnknown(call, in: namespace)
            return .any
        }
        if let shape = special(call, arguments) { return shape }
        guard let signatures = Signature.all[call.name] else { return .any }
        let possible = signatures.filter { $0.accepts(arguments) }
        guard !possible.isEmpty else {
            let given = arguments.map(\.description).joined(separator: ", ")
            let taken = signatures.map(\.shown).joined(separator: " or ")
            report(
                .wrongType,
                "\(call.name)() is not for \(given.isEmpty ? "no arguments" : "(\(given))"); it takes \(taken)",
                at: call.nameRange)
            return Shape.joined(signatures.map(\.result))
        }
        checkLiterals(call, function, nodes)
        return Shape.joined(possible.map(\.result))
    }

    /// What stands before the point where that is no value, as in `math.greatst(1)`.
    private func namespace(of call: Node.Call) -> Node.QualifiedName? {
        guard let target = call.target, case .name(let name) = target.kind else { return nil }
        return FunctionLibrary.namespaces.contains(name.text) ? name : nil
    }

    private mutating func reportUnknown(_ call: Node.Call, in namespace: Node.QualifiedName?) {
        if let namespace {
            let name = "\(namespace.text).\(call.name)"
            let known = FunctionLibrary.global.keys.filter { $0.hasPrefix(namespace.text + ".") }
            report(
                .unknownFunction, "unknown function '\(name)'", at: call.nameRange,
                suggestion: name.closest(among: known))
            return
        }
        let others = call.target == nil ? FunctionLibrary.member : FunctionLibrary.global
        if others[call.name] != nil {
            let form = call.target == nil ? "x.\(call.name)(…)" : "\(call.name)(x, …)"
            report(.unknownFunction, "'\(call.name)' is written \(form)", at: call.nameRange)
            return
        }
        let known = call.target == nil ? FunctionLibrary.global.keys : FunctionLibrary.member.keys
        report(
            .unknownFunction, "unknown function '\(call.name)'", at: call.nameRange,
            suggestion: call.name.closest(among: known))
    }

    /// What is given by functions whose result depends on what they are given.
    private mutating func special(_ call: Node.Call, _ arguments: [Shape]) -> Shape? {
        func fits(_ types: [ValueType?]) -> Bool { Signature(types, .any).accepts(arguments) }
        switch call.name {
        case "dyn" where fits([nil]): return .any
        case "optional.of" where fits([nil]): return .optional(of: arguments[0])
        case "optional.ofNonZeroValue" where fits([nil]): return .optional(of: arguments[0])
        case "value" where fits([.optional]): return arguments[0].held
        case "orValue" where fits([.optional, nil]): return arguments[0].held.joined(arguments[1])
        case "or" where fits([.optional, .optional]):
            return .optional(of: arguments[0].held.joined(arguments[1].held))
        case "math.greatest", "math.least":
            let numbers: Set<ValueType> = [.int, .uint, .double]
            let isList = arguments.count == 1 && arguments[0].type == .list
            let compared = isList ? [arguments[0].element] : arguments
            if !arguments.isEmpty, compared.allSatisfy({ $0.type.map(numbers.contains) ?? true }) {
                return Shape.joined(compared)
            }
        case "dyn", "optional.of", "optional.ofNonZeroValue", "value", "orValue", "or": break
        default: return nil
        }
        let given = arguments.map(\.description).joined(separator: ", ")
        report(
            .wrongType, "\(call.name)() is not for \(given.isEmpty ? "no arguments" : "(\(given))")", at: call.nameRange
        )
        return .any
    }

    /// A pattern, point in time or duration that is written out, and wrong.
    private mutating func checkLiterals(_ call: Node.Call, _ function: Function, _ nodes: [Node]) {
        guard let place = ["matches": 1, "timestamp": 0, "duration": 0][call.name], place < nodes.count,
            case .literal(.string(let text)) = nodes[place].kind
        else { return }
        var budget = Budget(.default)
        do throws(EvaluationError) {
            _ = try function.body(place == 1 ? ["", .string(text)] : [.string(text)], &budget)
        } catch {
            report(error.kind, error.message, at: nodes[place].range)
        }
    }
}
