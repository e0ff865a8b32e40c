/// What a document is for; its place in the cascade from plan to phase.
public enum DocumentKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// What is wanted: opens specs.
    case plan
    /// One unit of the work: has phases.
    case spec
    /// One step of a spec.
    case phase
}
