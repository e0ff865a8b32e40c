public import Pipelines

/// A run's stages, in the pipeline's order.
public typealias StageTable = MarkedTable<StageName, StageRun>
/// A stage's instances, in the order in which they were made.
public typealias InstanceTable = MarkedTable<InstanceName, InstanceRun>

extension StageRun: Marked {
    /// What is asked of all stages in every turn.
    public enum Mark: Int, CaseIterable, Sendable {
        case open, failed, hasRunning, hasIntegrating, hasBackingOff, hasMissingAgent, hasApproval
    }

    /// What is true of it.
    public var marks: Marks<Mark> {
        let isOpen = if case .open = progress { true } else { false }
        let hasFailed = if case .failed = progress { true } else { false }
        return Marks([
            (.open, isOpen), (.failed, hasFailed), (.hasRunning, instances.has(.running)),
            (.hasIntegrating, instances.has(.integrating)), (.hasBackingOff, instances.has(.backingOff)),
            (.hasMissingAgent, instances.has(.missingAgent)), (.hasApproval, instances.has(.approved)),
        ])
    }
}

extension InstanceRun: Marked {
    /// Where it stands, and what else is asked of all instances in every turn.
    public enum Mark: Int, CaseIterable, Sendable {
        case waiting, running, backingOff, withheld, integrating, conflicted, succeeded, failed, skipped, cancelled
        case missingAgent, approved
    }

    /// What is true of it.
    public var marks: Marks<Mark> {
        let standing: Mark =
            switch progress {
            case .waiting: .waiting
            case .running: .running
            case .backingOff: .backingOff
            case .withheld: .withheld
            case .integrating: .integrating
            case .conflicted: .conflicted
            case .succeeded: .succeeded
            case .failed: .failed
            case .skipped: .skipped
            case .cancelled: .cancelled
            }
        return Marks([(standing, true), (.missingAgent, missingAgent != nil), (.approved, approval != nil)])
    }
}

extension Run {
    /// The instances that have the mark, of the stages that have theirs.
    func instances(_ mark: InstanceRun.Mark, in stageMark: StageRun.Mark) -> [(InstanceID, InstanceRun)] {
        stages.all(stageMark).flatMap { name, stage in
            stage.instances.all(mark).map { (InstanceID(name, $0.key), $0.value) }
        }
    }

    /// The instances of which an attempt runs.
    var runningInstances: [(InstanceID, InstanceRun)] { instances(.running, in: .hasRunning) }
}
