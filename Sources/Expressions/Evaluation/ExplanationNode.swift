/// One part of an expression with what it gave, and its own parts below it.
public struct ExplanationNode: Hashable, Sendable {
    /// Where the value of a part comes from that computes nothing.
    public enum Origin: Hashable, Sendable {
        /// It is written in the expression.
        case literal
        /// It was given: a name from outside, and the members that lead to the value.
        case given(path: [String])
        /// A variable that a macro declares: an element, or the value, of the part with that text.
        case variable(of: String)
    }

    /// The part as it was written.
    public let source: String
    /// Where it stands in the whole text, in UTF-8 offsets.
    public let range: Range<Int>
    /// What it gave; `nil` where it was not evaluated, because another part had decided.
    ///
    /// Inside a macro over elements: what it gave last, which is at the element that decided.
    public let result: Evaluation?
    /// Where the value comes from; `nil` where it is computed from those of the parts.
    public let origin: Origin?
    /// The parts of this part, in the order in which they were written.
    public let children: [ExplanationNode]
}

extension Expression {
    /// Evaluates, and says of each part what it gave.
    public func explain(in bindings: Bindings, limits: ExpressionLimits = .default) -> ExplanationNode {
        var evaluator = Evaluator(bindings: bindings, limits: limits)
        evaluator.record = [:]
        // The record holds the value already; a result that is too large fails after it.
        do throws(EvaluationError) {
            _ = try evaluator.result(of: root)
        } catch {
            evaluator.record?[root.id] = .error(error)
        }
        var explanation = Explanation(bytes: Array(source.utf8), record: evaluator.record ?? [:])
        return explanation.node(of: root)
    }
}

/// The telling of one evaluation.
private struct Explanation {
    let bytes: [UInt8]
    let record: [Int: Evaluation]
    /// What the variables in scope stand for, by their places.
    var variables: [Int: String] = [:]

    init(bytes: [UInt8], record: [Int: Evaluation]) {
        self.bytes = bytes
        self.record = record
    }

    mutating func node(of node: Node) -> ExplanationNode {
        declare(node)
        return ExplanationNode(
            source: text(of: node), range: node.range, result: record[node.id], origin: origin(of: node),
            children: node.kind.children.map { self.node(of: $0) })
    }

    /// Places are used again by later macros, which are told later.
    private mutating func declare(_ node: Node) {
        switch node.kind {
        case .fold(let fold):
            variables[fold.local] = text(of: fold.range)
            if fold.hasTwoVariables { variables[fold.local + 1] = text(of: fold.range) }
        case .bind(let local, let value, _): variables[local] = text(of: value)
        case .optionalMap(let operand, let local, _, _): variables[local] = text(of: operand)
        default: break
        }
    }

    private func origin(of node: Node) -> ExplanationNode.Origin? {
        switch node.kind {
        case .literal: .literal
        case .local(let place): variables[place].map { .variable(of: $0) }
        default: path(of: node).map { .given(path: $0) }
        }
    }

    /// The names that lead from outside to the part's value, where all of them are written or were evaluated.
    private func path(of node: Node) -> [String]? {
        switch node.kind {
        case .name(let name): return ValueType(rawValue: name.text) == nil ? [name.text] : nil
        case .select(let selection): return path(of: selection.operand).map { $0 + [selection.field] }
        case .index(let operand, let index, _):
            guard case .value(let value)? = record[index.id] else { return nil }
            let member: String
            switch value {
            case .string(let name): member = name
            case .int(let position): member = String(position)
            default: return nil
            }
            return path(of: operand).map { $0 + [member] }
        default: return nil
        }
    }

    private func text(of node: Node) -> String { String(decoding: bytes[node.range], as: UTF8.self) }
}
