public import Pipelines

/// A person does not want what was shown for approval: it is done again, and told why.
public struct SentBack: Hashable, Sendable, Codable {
    /// The stage that is done again.
    public var stage: StageName
    /// Which of its instances; none for all of them.
    public var instances: [InstanceName]
    /// What was not approved.
    public var rejected: [InstanceID]
    /// Who asked.
    public var by: String
    /// Why; empty where nothing was said.
    public var message: String
    /// When.
    public var at: Instant

    /// What the next attempt is told.
    public var feedback: String { "rejected by \(by)" + (message.isEmpty ? "" : ": \(message)") }
}

extension Run {
    mutating func apply(_ sent: SentBack) throws(RunEventRefused) {
        guard stages[sent.stage] != nil else {
            throw RunEventRefused(description: "there is no stage \(sent.stage)")
        }
        if sent.instances.isEmpty { stages[sent.stage]?.feedback = sent.feedback }
        for name in sent.instances {
            try change(InstanceID(sent.stage, name)) { instance throws(RunEventRefused) in
                switch instance.progress {
                case .waiting, .backingOff: break
                case .withheld: instance.progress = .waiting
                case .running, .integrating, .conflicted, .succeeded, .failed, .skipped, .cancelled:
                    throw RunEventRefused(description: "\(sent.stage)/\(name) waits for no approval")
                }
                instance.feedback = sent.feedback
                instance.approval = nil
            }
        }
        updatedAt = sent.at
    }

    /// What a person has said of an instance's work, which its next attempt is told.
    func feedback(for id: InstanceID, _ instance: InstanceRun) -> Failure? {
        (instance.feedback ?? stages[id.stage]?.feedback).map { Failure(.failed, $0) }
    }
}

extension Turn {
    /// What a person does not want fails for good, where the stage does not say that it, or a stage before it, is to be
    /// done again: no policy tries it again.
    mutating func reject(_ stage: StageName, _ name: InstanceName?, _ message: String, by: String) {
        let rejected = run.awaitingApproval(in: stage, name)
        var sent = SentBack(
            stage: stage, instances: rejected.map(\.name), rejected: rejected, by: by, message: message, at: now)
        switch run.definition(stage)?.onReject ?? .fail {
        case .fail:
            for id in rejected {
                emit(.instanceFailed(InstanceFailed(instance: id, failure: Failure(.failed, sent.feedback), at: now)))
            }
        case .retry:
            keepResults(of: rejected)
            emit(.sentBack(sent))
        case .retryFrom(let source):
            keepResults(of: rejected)
            retry(from: source, nil, by: by)
            sent.stage = source
            sent.instances = []
            emit(.sentBack(sent))
        }
    }

    /// The commits of results that are given up stay reachable.
    private mutating func keepResults(of instances: [InstanceID]) {
        for id in instances {
            if case .withheld(let result, _)? = run.instance(id)?.progress { keep(result.tip) }
        }
    }
}
