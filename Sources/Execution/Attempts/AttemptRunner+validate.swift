public import Git
public import GitNames
public import Pipelines
import Secrets

extension AttemptRunner {
    /// Runs the loop's validation on a commit's tree, in a work tree of its own; `nil` when it passes.
    public func validate(_ spec: AttemptSpec) async -> String? {
        guard let validate = spec.loop.validate else { return nil }
        let name = "\(spec.attempt.instance.stage).\(spec.attempt.instance.name).\(spec.attempt.number).merge"
        let place = AttemptPlace(directory: "\(directory)/\(spec.run)/\(name)")
        let worker = workers[0]
        let attempt = Attempt(runner: self, spec: spec, place: place, worker: worker, log: nil)
        defer { attempt.capture.finish() }
        do throws(AttemptFailure) {
            await worker.remove(place)
            try place.make()
            try place.write(Array("{}".utf8), to: place.input)
            _ = try await worker.create(spec, at: place)
            if let setup = spec.loop.setup {
                let ended = await attempt.execute(setup, iteration: 0, timeout: nil)
                if let failure = attempt.failure(of: ended, what: "setup") { throw failure }
            }
            let ended = await attempt.execute(validate, iteration: 0, timeout: spec.loop.iterationTimeout)
            if let failure = attempt.failure(of: ended, what: "validation") { throw failure }
        } catch {
            await worker.remove(place)
            return attempt.secrets.masked(error.message)
        }
        await worker.remove(place)
        return nil
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
