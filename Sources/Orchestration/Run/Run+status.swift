import OrderedCollections
public import Pipelines

extension Run {
    /// A run's state, as people and programs read it.
    public enum Status: String, Hashable, Sendable, Codable {
        case queued
        case running
        case paused
        case waiting
        case succeeded
        case failed
        case cancelled
        case superseded
    }

    /// A stage's or instance's state, as people and programs read it.
    public enum PartStatus: String, Hashable, Sendable, Codable {
        case pending
        case running
        case succeeded
        case failed
        case skipped
        case cancelled
    }

    /// Whether an attempt runs or a result is being put onto the run branch.
    public var isWorking: Bool {
        // A result that cannot be put onto a run branch that is checked out waits.
        stages.has(.hasRunning) || stages.has(.hasIntegrating) && (checkedOutIn == nil || end != nil)
    }

    /// The run's state.
    public var status: Status {
        if let end {
            switch end.status {
            case .succeeded: return .succeeded
            case .failed: return .failed
            case .cancelled: return .cancelled
            case .superseded: return .superseded
            }
        }
        if !waitsFor.isEmpty { return .queued }
        if pause != nil { return .paused }
        if isWorking || cancel != nil { return .running }
        return nextWake == nil ? .waiting : .running
    }

    /// A stage's state.
    public func status(of stage: StageName) -> PartStatus {
        guard let run = stages[stage] else { return .pending }
        switch run.progress {
        case .succeeded: return .succeeded
        case .failed: return .failed
        case .skipped: return .skipped
        case .open: break
        }
        if run.instances.has(.running) { return .running }
        if run.instances.has(.integrating), checkedOutIn == nil || end != nil { return .running }
        if end != nil || closing != nil && !closes(stage), !run.instances.isEmpty {
            let parts = run.instances.keys.map { status(of: InstanceID(stage, $0)) }
            if parts.contains(.failed) { return .failed }
            if parts.allSatisfy({ [.cancelled, .succeeded, .skipped].contains($0) }), parts.contains(.cancelled) {
                return .cancelled
            }
        }
        return .pending
    }

    /// An instance's state: a result that cannot be put onto a run branch that is checked out waits.
    public func status(of id: InstanceID) -> PartStatus {
        guard let instance = instance(id) else { return .pending }
        if instance.progress == .waiting {
            switch stages[id.stage]?.progress {
            // Its stage ended without it.
            case .skipped, .succeeded: return .skipped
            case .open, .failed, nil: return .pending
            }
        }
        if instance.pendingResult != nil, checkedOutIn != nil, end == nil { return .pending }
        return instance.status
    }
}

extension InstanceRun {
    /// The instance's state, looked at alone.
    var status: Run.PartStatus {
        switch progress {
        case .waiting, .backingOff, .withheld, .conflicted: .pending
        case .running, .integrating: .running
        case .succeeded: .succeeded
        case .failed: .failed
        case .skipped: .skipped
        case .cancelled: .cancelled
        }
    }
}
