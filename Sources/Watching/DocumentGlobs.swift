public import Documents
public import Pipelines

/// Which paths are plans, specs and phases.
public struct DocumentGlobs: Hashable, Sendable {
    /// Where plans are.
    public var plan: Glob
    /// Where specs are.
    public var spec: Glob
    /// Where phases are.
    public var phase: Glob

    /// Takes the globs of a workspace's settings.
    public init(_ settings: Settings.Documents = Settings.Documents()) {
        plan = Glob(settings.plan)
        spec = Glob(settings.spec)
        phase = Glob(settings.phase)
    }

    /// What a file at a path is, or `nil` for no document; where several globs match, the first of plan, spec, phase.
    public func kind(of path: String) -> DocumentKind? {
        guard Document.isDocumentName(path) else { return nil }
        if plan.matches(path) { return .plan }
        if spec.matches(path) { return .spec }
        return phase.matches(path) ? .phase : nil
    }
}
