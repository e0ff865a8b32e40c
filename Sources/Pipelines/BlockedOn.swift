/// Why something that has not ended is not running.
public struct BlockedOn: Hashable, Sendable, Codable {
    /// The closed list of reasons, worst first: where several hold, the first is named.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        case untrusted
        case branchMoved = "branch_moved"
        case crashLoop = "crash_loop"
        case dependencyCycle = "dependency_cycle"
        case unknownDependency = "unknown_dependency"
        case upstreamFailed = "upstream_failed"
        case missingInput = "missing_input"
        case expressionError = "expression_error"
        case agentMissing = "agent_missing"
        case diskLow = "disk_low"
        case conflict
        case checkedOut = "checked_out"
        case approval
        case paused
        case concurrency
        case rateLimit = "rate_limit"
        case backoff
        case triggerFalse = "trigger_false"
        case waitingForStage = "waiting_for_stage"
        case slot

        /// Worse comes first.
        public static func < (left: Reason, right: Reason) -> Bool { left.severity < right.severity }

        private var severity: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// The reason.
    public var reason: Reason
    /// What exactly it waits for, in a short clause with the names and values in it.
    public var detail: String
    /// When it will be looked at again by itself.
    public var until: Instant?

    /// States a reason.
    public init(_ reason: Reason, _ detail: String, until: Instant? = nil) {
        self.reason = reason
        self.detail = detail
        self.until = until
    }
}
