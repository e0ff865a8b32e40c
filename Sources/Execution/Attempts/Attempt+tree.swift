import Git
import Glibc
import GitNames
import JSONValues
import Pipelines

extension Attempt {
    /// Lays out the work tree, with all that belongs in it before the first iteration.
    mutating func open() async throws(AttemptFailure) -> TreeWorker.LaidOut {
        guard await runner.trees.hasRoom(spec.diskFloor, for: &lease) else {
            throw AttemptFailure(
                .transient, "less than \(ByteCountText.write(spec.diskFloor)) of the disk are free",
                blockedOn: .diskLow)
        }
        var laidOut = try await worker.layOut(spec, in: lease, of: runner.trees)
        try place.write(runner.inputs.pieces(of: spec.input), to: place.input)
        if !spec.loop.copy.isEmpty, let source = runner.workTree {
            let copied = try await worker.copy(spec.loop.copy, from: source, into: laidOut.tree)
            tell(of: copied, "copied", "not copied")
            laidOut.copied = Set(copied.taken)
        }
        self.laidOut = laidOut
        var stamp = TreeStamp(base: spec.base, keep: [], setup: nil)
        if let setup = spec.loop.setup, !laidOut.isSetUp {
            let ended = await execute(setup, iteration: 0, timeout: nil)
            if let failure = failure(of: ended, what: "setup") { throw failure }
        }
        stamp.keep = spec.loop.keep
        stamp.setup = laidOut.setup
        self.stamp = stamp
        return laidOut
    }

    /// Gives the tree back, or throws it away.
    ///
    /// What is kept survives an attempt that succeeded alone: where one failed, that may be why.
    func close(after outcome: AttemptResult.Outcome) async {
        var stamp = stamp
        // Outputs are masked where they are kept; as the command wrote them they are nobody's.
        unlink(place.output)
        switch outcome {
        case .finished: break
        case .failed(let failure):
            let isCutOff = failure.errorClass == .interrupted && failure != .held
            let wasKilled = failure.cancelled || isCutOff || failure.errorClass == .timeout
            // What holds a secret is not handed on either.
            stamp = wasKilled || failure.errorClass == .config ? nil : TreeStamp(base: spec.base, keep: [], setup: nil)
        }
        await worker.end(lease, laidOut == nil ? nil : stamp, in: runner.trees)
    }

    /// Puts ignored files that the loop names into a tree for the journal; `nil` when there are none.
    func keepArtifacts(after outcome: AttemptResult.Outcome) async -> (tree: ObjectID, pack: KeptPack?)? {
        if case .failed(let failure) = outcome, failure.cancelled || failure.errorClass == .interrupted { return nil }
        guard !spec.loop.artifacts.isEmpty, let laidOut else { return nil }
        do throws(AttemptFailure) {
            let (kept, pack) = try await worker.keep(
                spec.loop.artifacts, of: laidOut.tree, guarding: contentGuard)
            tell(of: kept, "kept as artifacts", "not kept as artifacts")
            return kept.tree.map { ($0, pack) }
        } catch {
            note("no artifacts are kept: \(error.message)")
            return nil
        }
    }

    private func tell(of files: NamedFiles, _ what: String, _ whatNot: String) {
        if let first = files.taken.first {
            let more = files.taken.count - 1
            note("\(what): \(first.display)" + (more > 0 ? " and \(more) more" : "") + ", \(files.bytes) bytes")
        }
        for (path, reason) in files.leftOut {
            note("\(whatNot): \(path.bytes.isEmpty ? "" : "\(path.display) ")\(reason)")
        }
        let untold = files.leftOutCount - files.leftOut.count
        if untold > 0 { note("\(whatNot): \(untold) more") }
    }
}
