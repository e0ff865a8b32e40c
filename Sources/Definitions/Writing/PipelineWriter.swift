import Pipelines

/// The writing of pipelines as a file has them, in the order in which the language page lists the keys.
///
/// Everything that can be said is written; what would hold without being said is marked (`YAMLNode.Entry.isDefault`).
struct PipelineWriter {
    /// What a pipeline names and does not hold.
    let context: DefinitionContext

    /// The whole definition.
    func node(_ pipeline: Pipeline) -> YAMLNode {
        var fields = WrittenMapping()
        fields.put("name", YAMLNode(pipeline.name))
        fields.put("description", YAMLNode(text: pipeline.description), isDefault: pipeline.description.isEmpty)
        fields.put("start_on", YAMLNode(list: pipeline.startOn.map(start)), isDefault: pipeline.startOn.isEmpty)
        fields.put("concurrency", pipeline.concurrency.map(concurrency))
        fields.put("priority", YAMLNode(pipeline.priority), isDefault: pipeline.priority == 0)
        fields.put("error_handling", policy(pipeline.errorHandling), isDefault: pipeline.errorHandling == .fail)
        fields.put("timeout", pipeline.timeout.map { YAMLNode($0) })
        fields.put("budget", pipeline.budget.map(budget))
        fields.put("success", pipeline.success.map { YAMLNode($0) })
        fields.put("closing_timeout", pipeline.closingTimeout.map { YAMLNode($0) })
        fields.put("stages", YAMLNode(list: pipeline.stages.filter { $0.closing == nil }.map(stage)))
        for list in Stage.Closing.allCases {
            let stages = pipeline.stages.filter { $0.closing == list }
            fields.put(list.rawValue, YAMLNode(list: stages.map(stage)), isDefault: stages.isEmpty)
        }
        return fields.node
    }

    private func start(_ trigger: StartTrigger) -> YAMLNode {
        var fields = WrittenMapping()
        if let schedule = trigger.schedule {
            fields.put("schedule", YAMLNode(text: schedule.times.source))
            fields.put(
                "timezone", YAMLNode(text: schedule.timeZone), isDefault: schedule.timeZone == Schedule.defaultTimeZone)
        } else {
            fields.put("event", YAMLNode(text: trigger.event))
        }
        fields.put("filter", trigger.filter.map { YAMLNode($0) })
        return fields.node
    }

    private func concurrency(_ rule: Concurrency) -> YAMLNode {
        var fields = WrittenMapping()
        fields.put("group", YAMLNode(rule.group))
        fields.put("on_conflict", YAMLNode(rule.onConflict))
        return fields.node
    }

    func budget(_ budget: Budget) -> YAMLNode {
        var fields = WrittenMapping()
        fields.put("usd", budget.cost.map { YAMLNode(Double($0) / 1_000_000) })
        fields.put("tokens", budget.tokens.map { YAMLNode(Int($0)) })
        fields.put("iterations", budget.iterations.map { YAMLNode(Int($0)) })
        fields.put("time", budget.time.map { YAMLNode($0) })
        return fields.node
    }

    func policy(_ policy: ErrorPolicy) -> YAMLNode {
        switch policy {
        case .fail: YAMLNode(text: "fail")
        case .continue: YAMLNode(text: "continue")
        case .retry(let retry): YAMLNode(key: "retry", self.retry(retry))
        case .rollback(let stage): YAMLNode(key: "rollback", YAMLNode(key: "to", YAMLNode(stage)))
        }
    }

    func onReject(_ rule: Stage.OnReject) -> YAMLNode {
        switch rule {
        case .fail: YAMLNode(text: "fail")
        case .retry: YAMLNode(text: "retry")
        case .retryFrom(let stage): YAMLNode(key: "retry", YAMLNode(stage))
        }
    }

    private func retry(_ retry: Retry) -> YAMLNode {
        let standard = Backoff()
        var backoff = WrittenMapping()
        backoff.put("initial", YAMLNode(retry.backoff.initial), isDefault: retry.backoff.initial == standard.initial)
        backoff.put("factor", YAMLNode(retry.backoff.factor), isDefault: retry.backoff.factor == standard.factor)
        backoff.put("max", YAMLNode(retry.backoff.max), isDefault: retry.backoff.max == standard.max)
        backoff.put("jitter", YAMLNode(retry.backoff.jitter), isDefault: retry.backoff.jitter == standard.jitter)
        var fields = WrittenMapping()
        fields.put("max_attempts", YAMLNode(retry.maxAttempts))
        fields.put("backoff", backoff.node, isDefault: retry.backoff == standard)
        fields.put("retry_on", retry.retryOn.map { YAMLNode($0) })
        return fields.node
    }
}
