public import Expressions

/// What happens when an instance fails.
public enum ErrorPolicy: Hashable, Sendable, Codable {
    /// The run starts nothing new and fails when what runs has ended.
    case fail
    /// The rest of the run goes on.
    case `continue`
    /// A new attempt, up to a number, then as `fail`.
    case retry(Retry)
    /// The run goes back to that stage's checkpoint and waits.
    case rollback(to: StageName)
}

/// How often and when a failed instance is tried again.
public struct Retry: Hashable, Sendable, Codable {
    /// All attempts together, at least 1.
    public var maxAttempts: Int
    /// How long to wait before each further one.
    public var backoff: Backoff
    /// Over `error.class`, `error.exit_code`, `error.message`; `nil` retries whatever may be retried at all.
    public var retryOn: Expression?

    /// Makes a retry rule.
    public init(maxAttempts: Int, backoff: Backoff = Backoff(), retryOn: Expression? = nil) {
        self.maxAttempts = maxAttempts
        self.backoff = backoff
        self.retryOn = retryOn
    }
}

/// Exponential back-off with jitter.
public struct Backoff: Hashable, Sendable, Codable {
    /// The first wait.
    public var initial: Duration
    /// What each wait is multiplied by for the next, at least 1.
    public var factor: Double
    /// No wait is longer, before jitter.
    public var max: Duration
    /// The part of the wait, from 0 to 1, by which it is shortened or lengthened.
    public var jitter: Double

    /// Makes a back-off; the defaults are one second, doubled each time, at most a minute, a fifth of jitter.
    public init(
        initial: Duration = .seconds(1), factor: Double = 2, max: Duration = .seconds(60), jitter: Double = 0.2
    ) {
        self.initial = initial
        self.factor = factor
        self.max = max
        self.jitter = jitter
    }

    /// The wait after so many failures.
    ///
    /// - Parameters:
    ///   - failures: at least 1.
    ///   - chance: from 0 up to 1; 0.5 gives no jitter.
    public func wait(afterFailures failures: Int, chance: Double) -> Duration {
        let limit = Double(max.milliseconds)
        var wait = Double(initial.milliseconds)
        var left = failures - 1
        while left > 0, wait < limit, factor > 1 {
            wait *= factor
            left -= 1
        }
        let spread = 1 + jitter * (2 * chance - 1)
        // A journal can hold any number; one out of range is taken for the nearest in it.
        let bound = Double(100 * 366 * 86_400_000 as Int64)
        let milliseconds = Swift.min(wait, limit) * spread
        return .milliseconds(Int64(milliseconds.isNaN ? 0 : Swift.min(Swift.max(0, milliseconds), bound)))
    }
}

/// What kind of failure ended an attempt.
public enum ErrorClass: String, Hashable, Sendable, Codable, CaseIterable {
    /// Exit 75, a rate limit, a resource that was short: worth trying again without counting it.
    case transient
    /// The command or its validation failed.
    case failed
    /// A time limit was reached.
    case timeout
    /// What it gave does not fit its mapping or schema.
    case invalidOutput = "invalid_output"
    /// The definition or the document cannot work; never retried.
    case config
    /// The daemon died or was stopped; never counted.
    case interrupted
}
