public import Git
public import GitNames
import JSONValues
public import Pipelines
import Secrets

extension AttemptRunner {
    /// Runs the loop's validation on a commit's tree, in a work tree of its own; `nil` when it passes.
    public func validate(_ spec: AttemptSpec) async -> String? {
        guard let validate = spec.loop.validate else { return nil }
        var attempt = await Attempt(runner: self, spec: spec, worker: worker(for: spec), log: nil)
        let outcome: AttemptResult.Outcome
        do throws(AttemptFailure) {
            _ = try await attempt.open()
            let ended = await attempt.execute(validate, iteration: 0, timeout: spec.loop.iterationTimeout)
            outcome = attempt.failure(of: ended, what: "validation").map { .failed($0) } ?? .finished(.object([:]))
        } catch {
            outcome = .failed(error)
        }
        attempt.capture.finish()
        await attempt.close(after: outcome)
        return if case .failed(let failure) = outcome { attempt.secrets.masked(failure.message) } else { nil }
    }

    /// Why a merged tree must not be taken: protected paths that it changes on the tip; `nil` when there are none.
    ///
    /// A result's own tree has been looked at. What is left is a file that was renamed on the run branch meanwhile to a
    /// path that is protected: the merge would carry the change there.
    public func forbiddenMerge(
        of loop: LoopType, onto tip: ObjectID, tree: ObjectID
    ) async throws(GitError) -> String? {
        let paths = try await workers[0].forbiddenChanges(of: loop, from: tip, to: tree)
        return paths.isEmpty ? nil : AttemptFailure.integrity(paths, since: tip, after: nil).message
    }

    /// Documents that one tree has and the commit's has not.
    public func documents(from base: ObjectID, to tree: ObjectID, globs: Settings.Documents) async throws(GitError)
        -> [DocumentKey]
    {
        try await workers[0].documents(from: base, to: tree, globs: globs)
    }
}
