public import Pipelines

/// How many attempts a run may start: what spans runs comes to a decision as a value.
public struct Allowance: Hashable, Sendable {
    /// How many in all; `nil` for no bound.
    public var attempts: Int?
    /// How many of those count against each limit; `nil` for no bounds, and a name that is not here allows none.
    public var limits: [LimitName: Int]?

    /// States an allowance.
    public init(attempts: Int? = nil, limits: [LimitName: Int]? = nil) {
        self.attempts = attempts
        self.limits = limits
    }

    /// As many as the run itself lets start.
    public static let unbounded = Allowance()
    /// None.
    public static let none = Allowance(attempts: 0)

    /// Takes one attempt of a stage out of it; says whether there was one.
    mutating func take(_ stage: Stage) -> Bool {
        guard stage.takesSlot else { return true }
        if let attempts, attempts <= 0 { return false }
        if let limits, stage.limits.contains(where: { limits[$0, default: 0] <= 0 }) { return false }
        attempts = attempts.map { $0 - 1 }
        for name in stage.limits { limits?[name, default: 0] -= 1 }
        return true
    }
}
