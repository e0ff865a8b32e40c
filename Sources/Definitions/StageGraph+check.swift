import Expressions
import Pipelines

extension StageGraph {
    /// Reports what is wrong between the stages.
    func check(in reading: Reading) {
        checkReferences(in: reading)
        checkOrder(in: reading)
        for (draft, readable) in zip(drafts, readable) {
            for written in draft.expressions { check(written, of: draft, upstream: readable, in: reading) }
        }
    }

    /// Stages that are named and do not exist, and ways back that go nowhere.
    private func checkReferences(in reading: Reading) {
        for (draft, upstream) in zip(drafts, upstream) {
            for reference in draft.references where checkExists(reference, in: reading) {
                checkList(of: reference, for: draft, in: reading)
            }
            for (reference, what) in [(draft.rollback, "go back to"), (draft.sentBackTo, "be sent back to")] {
                guard let reference, checkExists(reference, in: reading) else { continue }
                if !upstream.contains(reference.name), !draft.isUncertain {
                    reading.error(
                        .rollbackNotUpstream,
                        "`\(draft.stage.name)` cannot \(what) `\(reference.name)`, which is not upstream of it",
                        at: reference.position,
                        suggestion: upstream.isEmpty
                            ? nil : "upstream are \(upstream.sorted().map { "`\($0)`" }.joined(separator: ", "))")
                }
            }
        }
    }

    /// Stages wait only for others of their list: the lists follow one another anyway.
    private func checkList(of reference: StageReference, for draft: StageDraft, in reading: Reading) {
        guard let other = names[reference.name].map({ drafts[$0].stage.closing }), other != draft.stage.closing else {
            return
        }
        let (own, name) = (draft.stage.name, reference.name)
        guard let list = draft.stage.closing else {
            reading.error(
                .closingStage, "`\(name)` closes the run, so `\(own)` cannot wait for it", at: reference.position)
            return
        }
        reading.error(
            .closingStage, "`\(own)` of `\(list.rawValue)` waits only for others of that list, not for `\(name)`",
            at: reference.position,
            suggestion: other == nil
                ? "it starts when all stages have ended; `when: \(name).status == 'succeeded'` says whether it runs"
                : nil)
    }

    @discardableResult
    func checkExists(_ reference: StageReference, in reading: Reading) -> Bool {
        guard names[reference.name] == nil else { return true }
        reading.error(
            .unknownStage, "there is no stage \(reference.name.rawValue.quoted)", at: reference.position,
            suggestion: Nearest.suggestion(for: reference.name.rawValue, among: names.keys.map(\.rawValue)))
        return false
    }

    /// Stages that can never start: each circle once, and what waits for one.
    private func checkOrder(in reading: Reading) {
        let reachable = reachable
        var told: Set<StageName> = []
        for draft in drafts where !reachable.contains(draft.stage.name) && !told.contains(draft.stage.name) {
            let name = draft.stage.name
            if let circle = circle(through: name, avoiding: reachable) {
                told.formUnion(circle)
                let next = circle[1]
                let position = draft.references.first { $0.name == next }?.position ?? draft.position
                reading.error(
                    .circle,
                    circle.count == 2
                        ? "`\(name)` waits for itself"
                        : "stages wait for each other: \(circle.map { "`\($0)`" }.joined(separator: " → "))",
                    at: position)
            } else if let blocker = draft.references.first(where: {
                names[$0.name] != nil && !reachable.contains($0.name)
            }) {
                reading.error(
                    .unreachable, "`\(name)` is unreachable: it waits for `\(blocker.name)`, which can never end",
                    at: blocker.position)
            }
        }
    }

    /// Every root must be one of the fixed ones or an upstream stage.
    private func check(
        _ written: WrittenExpression, of draft: StageDraft, upstream: Set<StageName>, in reading: Reading
    ) {
        let own = draft.stage.name
        let others = Set(names.keys.map(\.rawValue))
        for reference in written.stages(among: others, in: reading) {
            guard checkExists(reference, in: reading) else { continue }
            if upstream.contains(reference.name) {
                checkOutput(of: reference, written, in: reading)
            } else if reference.name == own {
                reading.error(
                    .readsItself, "`\(own)` cannot read what it gives itself", at: reference.position,
                    suggestion: written.alsoSees.contains("outputs") ? "its own outputs are `outputs`" : nil)
            } else if names[reference.name].map({ drafts[$0].stage.closing != draft.stage.closing }) == true {
                reading.error(
                    .closingStage, "`\(reference.name)` runs after `\(own)`, so there is nothing to read of it",
                    at: reference.position)
            } else if !draft.isUncertain {
                reading.error(
                    .notUpstream, "`\(reference.name)` is not upstream of `\(own)`, so it need not have ended",
                    at: reference.position,
                    suggestion: "add `on_completion: {source_stage: \(reference.name)}` to its triggers")
            }
        }
        let fixed = draft.stage.closing == nil ? Roots.fixed : Roots.closing
        let known = fixed.union(written.alsoSees).union(others)
        for root in written.expression.roots.sorted() where !known.contains(root) {
            let candidates = fixed.union(written.alsoSees).union(upstream.map(\.rawValue))
            let hyphenated = upstream.map(\.rawValue).sorted().first {
                $0.contains("-") && written.expression.source.contains($0)
            }
            reading.error(
                .unknownRoot, "unknown root \(root.quoted)", at: written.position(ofRoot: root, in: reading),
                suggestion: hyphenated.map { "write `stages[\"\($0)\"]`" }
                    ?? Nearest.suggestion(for: root, among: candidates)
                    ?? "there are \(candidates.sorted().map { "`\($0)`" }.joined(separator: ", "))")
        }
    }

    /// What says whether a run has succeeded sees every stage.
    func check(success written: WrittenExpression, in reading: Reading) {
        let stages = Set(names.keys.map(\.rawValue))
        for reference in written.stages(among: stages, in: reading) where checkExists(reference, in: reading) {
            if let index = names[reference.name], drafts[index].stage.closing != nil {
                reading.error(
                    .closingStage, "`\(reference.name)` runs when it is decided whether the run has succeeded",
                    at: reference.position)
            }
            checkOutput(of: reference, written, in: reading)
        }
        reading.check(written, roots: Roots.end.union(stages))
    }

    /// Reports an output that is read and that the stage's mapping never writes.
    private func checkOutput(of reference: StageReference, _ written: WrittenExpression, in reading: Reading) {
        guard let index = names[reference.name] else { return }
        let mapping = drafts[index].stage.outputMapping
        let targets = mapping.fields.map(\.to) + mapping.transforms.map(\.to)
        // Without a mapping everything that the loop gave is there, and nothing says what that is.
        guard !targets.isEmpty else { return }
        let outputs = targets.map { String($0.belowOutputs.prefix { $0 != "." }) }
        for path in written.expression.rootPaths {
            let members = path.first == "stages" ? Array(path.dropFirst()) : path
            guard members.count > 2, members[0] == reference.name.rawValue, members[1] == "outputs",
                !outputs.contains(members[2])
            else { continue }
            reading.warning(
                .unknownOutput, "`\(reference.name)` has no output \(members[2].quoted)", at: reference.position,
                suggestion: Nearest.suggestion(for: members[2], among: outputs)
                    ?? "it has \(Set(outputs).sorted().map { "`\($0)`" }.joined(separator: ", "))")
        }
    }
}
