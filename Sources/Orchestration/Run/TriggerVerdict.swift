public import Pipelines

/// What a trigger says of an instance right now.
public enum TriggerVerdict: Hashable, Sendable {
    /// It may start.
    case holds
    /// Not yet; something in this run, or a person, can still change it.
    case waits(BlockedOn)
    /// Not any more, unless a person steps in.
    case never(BlockedOn)

    /// Why it does not hold.
    public var blockedOn: BlockedOn? {
        switch self {
        case .holds: nil
        case .waits(let reason), .never(let reason): reason
        }
    }

    /// All must hold; the worst reason speaks.
    static func all(_ verdicts: [TriggerVerdict]) -> TriggerVerdict {
        let nevers = verdicts.compactMap { if case .never(let reason) = $0 { reason } else { nil } }
        if let worst = nevers.min(by: { $0.reason < $1.reason }) { return .never(worst) }
        let waits = verdicts.compactMap { if case .waits(let reason) = $0 { reason } else { nil } }
        if let worst = waits.min(by: { $0.reason < $1.reason }) { return .waits(worst) }
        return .holds
    }

    /// One must hold; of those that wait, one that a person can end by an approval speaks, else the first.
    static func any(_ verdicts: [TriggerVerdict]) -> TriggerVerdict {
        if verdicts.contains(.holds) { return .holds }
        let waiting = verdicts.filter { if case .waits = $0 { true } else { false } }
        return waiting.first { $0.blockedOn?.reason == .approval } ?? waiting.first ?? verdicts.first ?? .holds
    }
}

/// One trigger of an instance with its verdict and the values it was reached from, for `why`.
public struct TriggerReport: Hashable, Sendable {
    /// The trigger as the definition has it.
    public var trigger: Trigger
    /// What it says.
    public var verdict: TriggerVerdict
    /// Each value that was read: name and text.
    public var evidence: [String: String]
    /// Where values come from, by the same names.
    public var origins: [String: ValueOrigin]
}
