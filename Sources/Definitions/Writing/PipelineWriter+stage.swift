import JSONValues
import Pipelines

extension PipelineWriter {
    /// One element of `stages`.
    func stage(_ stage: Stage) -> YAMLNode {
        var fields = WrittenMapping()
        fields.put("name", YAMLNode(stage.name))
        if let used = stage.loop.pipeline {
            fields.put("uses", YAMLNode(used.name))
        } else {
            fields.put("loop_type", YAMLNode(stage.loop.name))
        }
        fields.put("triggers", YAMLNode(list: stage.triggers.map(trigger)), isDefault: stage.triggers.isEmpty)
        fields.put("for_each", stage.forEach.map { YAMLNode($0) })
        fields.put("when", stage.when.map { YAMLNode($0) })
        fields.put("input_mapping", mapping(stage.inputMapping), isDefault: stage.inputMapping == Mapping())
        if stage.loop.pipeline == nil { putLoop(stage.loop, into: &fields) }
        fields.put("output_mapping", mapping(stage.outputMapping), isDefault: stage.outputMapping == Mapping())
        fields.put("success", stage.success.map { YAMLNode($0) })
        fields.put(
            "parallel_instances", YAMLNode(stage.parallelInstances), isDefault: stage.parallelInstances == 1)
        fields.put(
            "uses_limit", YAMLNode(texts: stage.limits.map(\.rawValue)), isDefault: stage.limits.isEmpty)
        fields.put("timeout", stage.timeout.map { YAMLNode($0) })
        fields.put("budget", stage.budget.map(budget))
        fields.put("error_handling", stage.errorHandling.map(policy))
        fields.put("on_reject", stage.onReject.map(onReject))
        return fields.node
    }

    private func trigger(_ trigger: Trigger) -> YAMLNode {
        var fields = WrittenMapping()
        switch trigger {
        case .onCompletion(let stage, let successOnly):
            fields.put("source_stage", YAMLNode(stage))
            fields.put("success_only", YAMLNode(successOnly), isDefault: successOnly)
            return YAMLNode(key: "on_completion", fields.node)
        case .onEvent(let type, let filter):
            fields.put("event_type", YAMLNode(text: type))
            fields.put("filter", filter.map { YAMLNode($0) })
            return YAMLNode(key: "on_event", fields.node)
        case .onCondition(let expression, let variables):
            fields.put("expression", YAMLNode(expression))
            fields.put("variables", YAMLNode(texts: variables), isDefault: variables.isEmpty)
            return YAMLNode(key: "on_condition", fields.node)
        case .manual(let approvalRequired):
            // Said also where it is so by itself: `manual` alone is easily taken for one that asks.
            fields.put("approval_required", YAMLNode(approvalRequired))
            return YAMLNode(key: "manual", fields.node)
        case .any(let triggers): return YAMLNode(key: "any", YAMLNode(list: triggers.map(self.trigger)))
        }
    }

    private func mapping(_ mapping: Mapping) -> YAMLNode {
        var fields = WrittenMapping()
        fields.put("mappings", YAMLNode(list: mapping.fields.map(field)), isDefault: mapping.fields.isEmpty)
        fields.put(
            "transforms", YAMLNode(list: mapping.transforms.map(transform)), isDefault: mapping.transforms.isEmpty)
        fields.put("validation", mapping.validation.map(validation))
        return fields.node
    }

    private func field(_ field: Mapping.Field) -> YAMLNode {
        var fields = WrittenMapping()
        fields.put("from", YAMLNode(field.from))
        fields.put("to", YAMLNode(text: field.to))
        fields.put("required", YAMLNode(field.required), isDefault: field.required)
        fields.put("default", field.fallback.map { YAMLNode($0) })
        return fields.node
    }

    private func transform(_ transform: Mapping.Transform) -> YAMLNode {
        var fields = WrittenMapping()
        fields.put("to", YAMLNode(text: transform.to))
        fields.put("expr", YAMLNode(transform.expression))
        return fields.node
    }

    /// By its name where that stands for it, else the schema itself.
    private func validation(_ validation: Mapping.Validation) -> YAMLNode {
        if case .valid(validation.schema) = context.schemas.schema(named: validation.name) {
            return YAMLNode(text: validation.name)
        }
        return YAMLNode(context.schemas.unbundled(validation.schema))
    }
}
