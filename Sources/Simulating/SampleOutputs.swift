import Expressions
import JSONValues
import Pipelines

/// Outputs that a stage's loop might give: made up so that its output mapping and schema accept them.
struct SampleOutputs {
    /// What the loop gives, before the mapping.
    private(set) var given: JSON = .object([:])

    init(of stage: Stage, in pipeline: Pipeline) {
        let mapping = stage.outputMapping
        let lists = Self.lists(from: stage.name, in: pipeline)
        for field in mapping.fields where field.fallback == nil && field.required {
            let target = Mapping.path(of: field.to, under: "outputs")
            for path in field.from.rootPaths {
                // A plain path is the value itself; what more is done with one is not known.
                let isValue = path.joined(separator: ".") == field.from.source
                given.place(isValue ? Self.value(for: target, in: mapping, lists) : .string("sample"), at: path)
            }
        }
        // Without a mapping everything is kept, so what a list is made of has to be there.
        guard mapping.fields.isEmpty, mapping.transforms.isEmpty else { return }
        for path in lists { given.place(["sample"], at: path) }
    }

    /// The value for a field: by the schema, where one says something of it.
    private static func value(for target: [String], in mapping: Mapping, _ lists: [[String]]) -> JSON {
        if let validation = mapping.validation {
            let isOnly = mapping.fields.count + mapping.transforms.count == 1
            let sample = SampleValue(validation.schema)
            if isOnly { return sample.value }
            if let part = sample.value(at: target) { return part }
        }
        // These are taken for specs, whatever gives them.
        if target == ["specs"] { return [["id": "sample", "title": "sample"]] }
        return lists.contains(target) ? ["sample"] : "sample"
    }

    /// The outputs of a stage that are a later stage's `for_each`, as they stand: lists.
    private static func lists(from stage: StageName, in pipeline: Pipeline) -> [[String]] {
        pipeline.stages.compactMap { other -> [String]? in
            guard let list = other.forEach, let path = list.rootPaths.first, list.rootPaths.count == 1,
                path.count > 2, path[0] == stage.rawValue, path[1] == "outputs",
                list.source == path.joined(separator: ".")
            else { return nil }
            return Array(path.dropFirst(2))
        }
    }
}

extension JSON {
    /// Sets the member that a path of names leads to, and makes the objects on the way.
    fileprivate mutating func place(_ value: JSON, at path: some Collection<String>) {
        guard let first = path.first else {
            self = value
            return
        }
        var members = objectValue ?? [:]
        var inner = members[first] ?? .object([:])
        inner.place(value, at: Array(path.dropFirst()))
        members[first] = inner
        self = .object(members)
    }
}
