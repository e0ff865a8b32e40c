import ArgumentParser
import Orchestration
import Pipelines
import Reporting

/// Telling what happens in a run while it happens.
struct Following {
    /// The workspace.
    var reader: WorkspaceReader

    /// How long a daemon may take to start the run that was asked for.
    static let patience = Duration.seconds(30)

    /// Waits for the run that a request asked for, and follows it to its end; fails where the run does.
    func follow(request ulid: String) async throws {
        let clock = ContinuousClock()
        let limit = clock.now + Self.patience
        while clock.now < limit {
            if let run = try reader.runs().runs.first(where: { $0.creation.request.nonce == ulid }) {
                return try await follow(run.id)
            }
            if let reason = try reader.refusal(ofRequest: ulid) {
                throw CommandError(.refused, "the daemon refused: \(reason)")
            }
            try await Task.sleep(for: .milliseconds(300))
        }
        throw CommandError(
            .failure, "the daemon has started no run for this request",
            hint: "what became of it stands in: git log refs/taskdaemon/workspace")
    }

    /// Tells a run's journal as it grows, until the run has ended or waits for a person.
    func follow(_ id: RunID) async throws {
        var told = 0
        var story: Story?
        while true {
            // The state is read before the entries, so that the last of them is told.
            let run = try reader.run(id.rawValue)
            let entries = try reader.entries(of: id)
            if entries.count > told {
                var teller = story ?? Story(of: run)
                Terminal.write(teller.page(entries.dropFirst(told)))
                story = teller
                told = entries.count
            }
            switch run.status {
            case .queued, .running: try await Task.sleep(for: .milliseconds(500))
            case .paused, .waiting, .succeeded, .failed, .cancelled, .superseded:
                Terminal.write(RunReport(run).page(at: Terminal.now))
                if run.status != .succeeded { throw ExitCode.failure }
                return
            }
        }
    }
}
