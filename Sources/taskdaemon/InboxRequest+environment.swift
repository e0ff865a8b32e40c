import Foundation
import Journaling
import Pipelines

extension InboxRequest.Cause {
    /// The part of a run whose command this process is, as a stage's environment has it; `nil` elsewhere.
    ///
    /// It keeps what a run asks for from starting the same thing again without end.
    static var inEnvironment: Self? {
        let environment = ProcessInfo.processInfo.environment
        guard let run = environment["TASKDAEMON_RUN"], !run.isEmpty else { return nil }
        return Self(
            run: RunID(run), stage: environment["TASKDAEMON_STAGE"].map { StageName($0) },
            instance: environment["TASKDAEMON_INSTANCE"].map { InstanceName($0) })
    }
}
