/// One part of an expression with what it gave, and its own parts below it.
public struct ExplanationNode: Hashable, Sendable {
    /// The part as it was written.
    public let source: String
    /// Where it stands in the whole text, in UTF-8 offsets.
    public let range: Range<Int>
    /// What it gave; `nil` where it was not evaluated, because another part had decided.
    ///
    /// Inside a macro over elements: what it gave last, which is at the element that decided.
    public let result: Evaluation?
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
        return ExplanationNode(of: root, in: Array(source.utf8), record: evaluator.record ?? [:])
    }
}

extension ExplanationNode {
    fileprivate init(of node: Node, in bytes: [UInt8], record: [Int: Evaluation]) {
        source = String(decoding: bytes[node.range], as: UTF8.self)
        range = node.range
        result = record[node.id]
        children = node.kind.children.map { ExplanationNode(of: $0, in: bytes, record: record) }
    }
}
