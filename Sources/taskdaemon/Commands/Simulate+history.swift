import Daemon
import Git
import GitNames
import Pipelines
import Reporting

extension Simulate {
    /// What the commits of the current branch after one would have started.
    func history(_ since: String, _ reader: WorkspaceReader) throws -> HistoryReport {
        let start = try reader.commit(since)
        let (tip, branch) = try Self.head(reader)
        let only = try definitions.map { try reader.commit($0) }
        var walk = HistoryWalk(reader.repository, options: try LocalWorkspace(reader).options)
        let steps = try walk.steps(
            since: start, on: branch, tip: tip, definitionsOf: only, written: reader.writtenDocuments(),
            limit: Self.mostCommits + 1)
        guard steps.count <= Self.mostCommits else {
            throw CommandError(
                .usage, "there are more than \(Self.mostCommits) commits since \(since)",
                hint: "name a commit that is not so far back")
        }
        let commits = steps.map { step in
            let seconds = step.commit.committer.seconds.multipliedReportingOverflow(by: 1000).partialValue
            return HistoryReport.Commit(
                step.commit.id, at: Instant(milliseconds: seconds), message: step.commit.message, step.verdicts)
        }
        if let pipeline, !commits.contains(where: { $0.verdicts.contains { $0.pipeline == pipeline } }) {
            throw CommandError(
                .nothingMatches, "none of the \(commits.count) commits since \(since) has a pipeline '\(pipeline)'",
                hint: "--definitions HEAD holds them against the definitions of now")
        }
        return HistoryReport(branch: branch, since: start, commits: commits, of: pipeline.map { PipelineName($0) })
    }

    private static func head(_ reader: WorkspaceReader) throws -> (tip: ObjectID, branch: String) {
        switch try reader.repository.head() {
        case .branch(let ref, let id?): (id, ref.branchName ?? ref.text)
        case .detached(let id): (id, "HEAD")
        case .branch: throw CommandError(.nothingMatches, "there is no commit yet")
        }
    }

    /// More than anybody reads.
    private static let mostCommits = 10_000
}
