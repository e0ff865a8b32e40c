/// Something in an expression that cannot work, found without evaluating it.
public struct ExpressionDiagnostic: Hashable, Sendable {
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// Where it stands.
    public let position: SourcePosition
    /// A known name that is much like the unknown one.
    public let suggestion: String?
}

extension Expression {
    /// Names that are not among those given, and functions that do not exist, in the order in which they were written.
    public func check(names: Set<String>) -> [ExpressionDiagnostic] {
        var diagnostics: [ExpressionDiagnostic] = []
        root.visit { node in
            switch node.kind {
            case .name(let name) where !names.contains(name.text) && ValueType(rawValue: name.text) == nil:
                diagnostics.append(
                    diagnostic("unknown name '\(name.text)'", node, suggestion: name.text.closest(among: names)))
            case .call(let call) where call.function == nil:
                let known = call.target == nil ? FunctionLibrary.global.keys : FunctionLibrary.member.keys
                let suggestion = call.name.closest(among: known)
                diagnostics.append(diagnostic("unknown function '\(call.name)'", node, suggestion: suggestion))
            default: break
            }
        }
        return diagnostics
    }

    private func diagnostic(_ message: String, _ node: Node, suggestion: String?) -> ExpressionDiagnostic {
        let position = SourcePosition(offset: node.range.lowerBound, in: source)
        return ExpressionDiagnostic(message: message, position: position, suggestion: suggestion)
    }

    /// Where the part that failed begins.
    public func position(of error: EvaluationError) -> SourcePosition {
        SourcePosition(offset: error.offset, in: source)
    }
}

extension Node {
    fileprivate func visit(_ body: (Node) -> Void) {
        body(self)
        for child in kind.children { child.visit(body) }
    }
}

extension String {
    /// The candidate that differs least, if by no more than a third of its letters.
    fileprivate func closest(among candidates: some Sequence<String>) -> String? {
        let distances = candidates.map { (name: $0, distance: distance(to: $0)) }
        let best = distances.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best, best.distance <= max(1, Swift.min(count, best.name.count) / 3) else { return nil }
        return best.name
    }

    /// Letters to insert, remove or replace (Levenshtein).
    private func distance(to other: String) -> Int {
        let (left, right) = (Array(utf8.prefix(64)), Array(other.utf8.prefix(64)))
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
