import Expressions
public import JSONValues
public import Pipelines

/// What one field or transform of a mapping did.
public struct MappingStep: Hashable, Sendable {
    /// Which of the two.
    public enum Kind: String, Hashable, Sendable {
        case field
        case transform
    }

    /// Which of the two.
    public var kind: Kind
    /// Where the value goes.
    public var to: String
    /// The expression, as it is written.
    public var expression: String
    /// What the expression read of what is there, by path; what is missing is left out.
    public var read: [String: JSON]
    /// What stood at the target before; `nil` where there was nothing.
    public var before: JSON?
    /// What stands there afterwards; `nil` where nothing was put there.
    public var after: JSON?
    /// Why the expression gave nothing.
    public var problem: String?

    init(_ kind: Kind, to: String, _ expression: Expression, before: JSON?, roots: [String: JSON]) {
        self.kind = kind
        self.to = to
        self.expression = expression.source
        self.before = before
        read = [:]
        for path in expression.rootPaths {
            guard let root = path.first else { continue }
            if let value = roots[root]?.value(at: path.dropFirst()) { read[path.joined(separator: ".")] = value }
        }
    }
}

extension Run {
    /// What each step of an instance's input mapping does with what is there now, and what it comes to.
    ///
    /// With the run as it was when an attempt started, that is how the attempt came to its input.
    public func inputSteps(of id: InstanceID) -> (steps: [MappingStep], result: MappingResult) {
        let mapping = creation.pipeline.stage(id.stage)?.inputMapping ?? Mapping()
        let roots = roots(for: instance(id), DependencyTable(of: self, in: id.stage))
        var steps: [MappingStep] = []
        let result = mapping.apply(to: roots, under: nil) { steps.append($0) }
        return (steps, result)
    }
}
