import JSONValues
import Pipelines

/// The making of one tree of values from a pipeline's own and what it is composed of: the pipeline that it extends, its
/// `defaults`, `templates` and `matrix` keys. What comes out has none of these and is read as any other.
///
/// Every value keeps the place where it is written, also in another file, so that a finding stands where it is mended.
struct Composition {
    let reading: Reading
    let files: PipelineFiles
    /// How many values were made from templates, which may repeat what they are given.
    var copies = 0

    /// What is composed is not larger than what can be written in one file.
    static let mostCopies = 100_000

    /// The keys that say how a loop works, and of what its attempts take a share.
    static let loopKeys = Reading.loopKeys.union(["loop_type", "uses_limit"])

    /// The keys that are lists of stages.
    static let stageLists = ["stages"] + Stage.Closing.allCases.map(\.rawValue)

    init(_ reading: Reading, files: PipelineFiles) {
        self.reading = reading
        self.files = files
    }

    /// The values of a file as if they had been written out in it; `nil` where there is nothing to read.
    mutating func compose(_ file: PipelineFile) -> YAMLNode? {
        guard let root = file.root else { return nil }
        guard case .mapping(var entries) = extended(root, of: file, by: [file]).content else { return root }
        let templates = templates(in: entries.take("templates"))
        let defaults = defaults(in: entries.take("defaults"))
        for index in entries.indices where Self.stageLists.contains(entries[index].key) {
            guard case .sequence(let stages) = entries[index].value.content else { continue }
            let composed = stages.map { stage(in: $0, templates, defaults) }
            entries[index].value.content = .sequence(composed)
        }
        return YAMLNode(content: .mapping(entries), position: root.position)
    }

    private mutating func stage(
        in node: YAMLNode, _ templates: [String: StageTemplate], _ defaults: [YAMLNode.Entry]
    ) -> YAMLNode {
        guard case .mapping(var own) = node.content else { return node }
        let use = own.takeGiven("use", reading)
        let arguments = own.takeGiven("with", reading)
        if let use {
            let template = expanded(use, arguments, templates)
            own = layered(own, over: template ?? Self.anyWork(at: use.position))
        } else if let arguments {
            reading.error(
                .missingKey, "`with` gives a template's parameters, and nothing says which template",
                at: arguments.position, suggestion: "add `use:` with the template's name")
        }
        let usesPipeline = own.contains { $0.key == "uses" && !$0.value.isNull }
        own = layered(own, over: defaults.filter { !usesPipeline || !Self.loopKeys.contains($0.key) })
        if let matrix = own.takeGiven("matrix", reading) { expand(matrix, into: &own) }
        return YAMLNode(content: .mapping(own), position: node.position)
    }

    /// Stands for the work that a template which is not there would say, so that nothing more is asked of the stage.
    private static func anyWork(at position: Position) -> [YAMLNode.Entry] {
        [
            .init(key: "loop_type", position: position, value: YAMLNode(text: "shell", at: position)),
            .init(key: "run", position: position, value: YAMLNode(text: "false", at: position)),
        ]
    }

    private func defaults(in entry: YAMLNode.Entry?) -> [YAMLNode.Entry] {
        if let entry { reading.warn(ifForgotten: entry) }
        guard let value = entry?.value, !value.isNull else { return [] }
        guard case .mapping(let entries) = value.content else {
            reading.error(.wrongType, "`defaults` is a mapping, not \(value.kind)", at: value.position)
            return []
        }
        return entries.filter { entry in
            guard !entry.value.isNull else { return true }
            guard ["name", "triggers", "use", "with", "uses", "matrix", "for_each"].contains(entry.key) else {
                return true
            }
            reading.error(
                .conflictingKeys, "\(entry.key.quoted) is a stage's own, and has no default", at: entry.position)
            return false
        }
    }

    /// A stage's keys over those that it takes from elsewhere: a key replaces the other's whole value, and one with
    /// nothing takes it away.
    func layered(_ own: [YAMLNode.Entry], over base: [YAMLNode.Entry]) -> [YAMLNode.Entry] {
        let keys = Set(own.filter { !$0.value.isNull }.map(\.key))
        let isOtherWork = keys.contains("loop_type") || keys.contains("uses") || keys.contains("use")
        let kept = base.filter { entry in
            if own.contains(where: { $0.key == entry.key }) { return false }
            // What belongs to the other way of working goes with it.
            return !isOtherWork || !(Self.loopKeys.contains(entry.key) || ["uses", "use", "with"].contains(entry.key))
        }
        return kept + own
    }
}

extension [YAMLNode.Entry] {
    /// Takes a key out; `nil` where it is not there.
    mutating func take(_ key: String) -> YAMLNode.Entry? {
        guard let index = firstIndex(where: { $0.key == key }) else { return nil }
        return remove(at: index)
    }
    /// Takes a key out; `nil` where it is not there or has no value, which is warned about where it was forgotten.
    mutating func takeGiven(_ key: String, _ reading: Reading) -> YAMLNode.Entry? {
        guard let entry = take(key) else { return nil }
        reading.warn(ifForgotten: entry)
        return entry.value.isNull ? nil : entry
    }
}
