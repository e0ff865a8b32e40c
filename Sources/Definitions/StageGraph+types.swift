import Expressions
import Pipelines

extension StageGraph {
    /// Reports what cannot work given what is known of the stages' outputs.
    func checkTypes(success: WrittenExpression?, in reading: Reading) {
        let shapes = Dictionary(
            drafts.map { ($0.stage.name.rawValue, $0.stage.readable) }, uniquingKeysWith: { first, _ in first })
        for (draft, upstream) in zip(drafts, readable) where !draft.expressions.isEmpty {
            let seen = shapes.filter { upstream.contains(StageName($0.key)) }
            var roots = StageScope.roots(of: draft.stage, upstream: seen)
            // What cannot be read is told of elsewhere.
            roots["stages"] = .map(shapes, isClosed: false)
            for written in draft.expressions {
                var known = roots
                for name in written.alsoSees { known[name] = .any }
                if written.what == "`success`" {
                    known["outputs"] = draft.stage.outputs
                    known["instances"] = draft.stage.instances
                }
                reading.check(written, shapes: known)
            }
        }
        if let success {
            var roots = StageScope.roots(of: shapes, in: .end)
            roots["stages"] = .map(shapes, isClosed: false)
            reading.check(success, shapes: roots)
        }
    }
}

extension Stage {
    /// What is known of a stage that others read, where an output that it does not write is told of elsewhere.
    fileprivate var readable: Shape {
        guard case .map(let outputs, _) = outputs else { return shape }
        return .map(["outputs": .map(outputs, isClosed: false), "status": .of(.string)], isClosed: true)
    }
}
