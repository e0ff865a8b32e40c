import Pipelines

extension Reading {
    /// `fail`, `continue`, `{retry: …}` or `{rollback: {to: stage}}`.
    ///
    /// - Returns: the policy, and where it names a stage to go back to.
    func errorPolicy(_ node: YAMLNode) -> (policy: ErrorPolicy, rollback: StageReference?)? {
        if case .scalar(let scalar) = node.content {
            switch scalar.text {
            case "fail": return (.fail, nil)
            case "continue": return (.continue, nil)
            default:
                error(
                    .unknownChoice,
                    "`error_handling` is `fail`, `continue`, `retry: …` or `rollback: …`, not \(scalar.text.quoted)",
                    at: node.position,
                    suggestion: Nearest.suggestion(
                        for: scalar.text, among: ["fail", "continue", "retry", "rollback"]))
                return nil
            }
        }
        guard var fields = Fields(node, title: "`error_handling`", in: self) else { return nil }
        defer { fields.finish() }
        let retry = fields.node("retry")
        let rollback = fields.node("rollback")
        switch (retry, rollback) {
        case (let retry?, nil): return self.retry(retry).map { (.retry($0), nil) }
        case (nil, let rollback?): return self.rollback(rollback).map { (.rollback(to: $0.name), $0) }
        case (_?, _?): error(.conflictingKeys, "`error_handling` is either `retry` or `rollback`", at: node.position)
        case (nil, nil): error(.missingKey, "`error_handling` needs `retry` or `rollback`", at: node.position)
        }
        return nil
    }

    private func retry(_ node: YAMLNode) -> Retry? {
        guard var fields = Fields(node, title: "`retry`", in: self) else { return nil }
        defer { fields.finish() }
        let attempts = fields.required("max_attempts").flatMap { integer($0, as: "`max_attempts`", in: 1...1000) }
        let backoff = fields.node("backoff").map(backoff) ?? Backoff()
        let retryOn = fields.node("retry_on").flatMap { expression($0, as: "`retry_on`") }
        if let retryOn { check(retryOn, in: .retry) }
        guard let attempts else { return nil }
        return Retry(maxAttempts: attempts, backoff: backoff, retryOn: retryOn?.expression)
    }

    private func backoff(_ node: YAMLNode) -> Backoff {
        var backoff = Backoff()
        guard var fields = Fields(node, title: "`backoff`", in: self) else { return backoff }
        defer { fields.finish() }
        if let node = fields.node("initial"), let wait = duration(node, as: "`initial`") { backoff.initial = wait }
        if let node = fields.node("factor"), let factor = number(node, as: "`factor`", in: 1...1000) {
            backoff.factor = factor
        }
        if let node = fields.node("max"), let wait = duration(node, as: "`max`") { backoff.max = wait }
        if let node = fields.node("jitter"), let jitter = number(node, as: "`jitter`", in: 0...1) {
            backoff.jitter = jitter
        }
        if backoff.initial > backoff.max {
            warning(
                .longFirstWait,
                "`initial` (\(DurationText.write(backoff.initial))) is longer than `max` "
                    + "(\(DurationText.write(backoff.max))), so every wait is `max`", at: node.position)
        }
        return backoff
    }

    /// `fail`, `retry`, or `{retry: stage}`.
    ///
    /// - Returns: what happens, and where it names a stage that is done again.
    func onReject(_ node: YAMLNode) -> (onReject: Stage.OnReject, source: StageReference?)? {
        if case .scalar(let scalar) = node.content {
            switch scalar.text {
            case "fail": return (.fail, nil)
            case "retry": return (.retry, nil)
            default:
                error(
                    .unknownChoice, "`on_reject` is `fail`, `retry` or `retry: STAGE`, not \(scalar.text.quoted)",
                    at: node.position, suggestion: Nearest.suggestion(for: scalar.text, among: ["fail", "retry"]))
                return nil
            }
        }
        guard var fields = Fields(node, title: "`on_reject`", in: self) else { return nil }
        defer { fields.finish() }
        guard let retry = fields.required("retry"), let name = text(retry, as: "`retry`") else { return nil }
        let source = StageReference(name: StageName(name), position: retry.position)
        return (.retryFrom(source.name), source)
    }

    private func rollback(_ node: YAMLNode) -> StageReference? {
        guard var fields = Fields(node, title: "`rollback`", in: self) else { return nil }
        defer { fields.finish() }
        guard let to = fields.required("to"), let name = text(to, as: "`to`") else { return nil }
        return StageReference(name: StageName(name), position: to.position)
    }
}

/// A stage's name where another part of the pipeline uses it.
struct StageReference: Hashable {
    var name: StageName
    var position: Position
}
