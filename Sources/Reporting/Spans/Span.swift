public import Pipelines

/// A part of a run's time, as tracing tools show it.
public struct Span: Hashable, Sendable {
    /// An attribute's value.
    public enum Value: Hashable, Sendable {
        case string(String)
        case int(Int64)
        case double(Double)
        case bool(Bool)
        case strings([String])
    }

    /// What it stands for in its tool.
    public enum Kind: Int, Hashable, Sendable {
        case `internal` = 1
        case server = 2
    }

    /// How it ended.
    public enum Status: Hashable, Sendable {
        /// It goes on, or was neither good nor bad.
        case unset
        case good
        case failed(String)
    }

    /// Names it for all time, with the run's name in front: its id follows from it.
    public var path: String
    /// The path of the span that it is part of.
    public var parent: String?
    /// What a person sees.
    public var name: String
    /// What it stands for.
    public var kind = Kind.internal
    /// When it began.
    public var start: Instant
    /// When it ended, or as far as the journal tells.
    public var end: Instant
    /// Sorted by name when it is written.
    public var attributes: [String: Value] = [:]
    /// How it ended.
    public var status = Status.unset

    /// The path of a try.
    static func path(of attempt: AttemptID, in run: RunID) -> String {
        "\(run)/\(attempt.instance.stage)/\(attempt.instance.name)#\(attempt.number)"
    }
}
