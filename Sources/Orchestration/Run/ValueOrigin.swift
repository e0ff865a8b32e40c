import Expressions
public import GitNames
import JSONValues
import OrderedCollections
public import Pipelines

/// Where a value that an expression read comes from.
public struct ValueOrigin: Hashable, Sendable {
    /// What kind of thing gave it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// What was asked for, when the run was started.
        case request
        /// A document, as a commit has it.
        case document
        /// An event.
        case event
        /// An element of `for_each`.
        case item
        /// A stage: its outputs, or how it stands.
        case stage
        /// The instances of the stage itself.
        case instances
        /// The run itself: its name, its branch.
        case run
    }

    /// What kind of thing.
    public var kind: Kind
    /// Which, in a clause.
    public var text: String
    /// The commit that has it.
    public var commit: ObjectID?
    /// The tag on that commit.
    public var ref: RefName?
    /// The path of the document.
    public var path: String?
    /// The stage.
    public var stage: StageName?
    /// The event's id.
    public var event: String?

    init(
        _ kind: Kind, _ text: String, commit: ObjectID? = nil, ref: RefName? = nil, path: String? = nil,
        stage: StageName? = nil, event: String? = nil
    ) {
        self.kind = kind
        self.text = text
        self.commit = commit
        self.ref = ref
        self.path = path
        self.stage = stage
        self.event = event
    }
}

extension Run {
    /// Where each value that an expression reads comes from, under the names that `values(in:from:)` gives them.
    ///
    /// - Parameters:
    ///   - stage: whose expression it is.
    ///   - instance: whose, where it is an instance's.
    func origins(of paths: [[String]], in stage: StageName, _ instance: InstanceRun?) -> [String: ValueOrigin] {
        var origins: [String: ValueOrigin] = [:]
        for path in paths { origins[path.joined(separator: ".")] = origin(of: path, in: stage, instance) }
        return origins
    }

    private func origin(of path: [String], in stage: StageName, _ instance: InstanceRun?) -> ValueOrigin? {
        guard let root = path.first else { return nil }
        let rest = Array(path.dropFirst())
        switch root {
        case "request": return originInRequest(rest)
        case "run", "git":
            if rest.first == "base" || root == "git" && rest.first == "branch" { return requestOrigin }
            return ValueOrigin(.run, "the run branch at \(tip.short)", commit: tip)
        case "plan":
            guard let plan = creation.documents.first(where: { $0["kind"]?.stringValue == "plan" }) else { return nil }
            return Self.origin(ofDocument: plan) ?? requestOrigin
        case "spec": return originOfSpec(rest, in: stage, instance)
        case "event":
            if rest.first == "spec" { return originOfSpec(Array(rest.dropFirst()), in: stage, instance) }
            return (instance?.event ?? creation.request.event).map { Self.origin(of: $0) }
        case "item": return originOfItem(in: stage)
        case "outputs", "instances": return ValueOrigin(.instances, "the instances of stage \(stage)", stage: stage)
        case "stages": return rest.first.flatMap { origin(ofStage: StageName($0), Array(rest.dropFirst())) }
        default: return origin(ofStage: StageName(root), rest)
        }
    }

    private var requestOrigin: ValueOrigin {
        let request = creation.request
        if let event = request.event { return Self.origin(of: event) }
        let what = request.eventType == "manual" ? "the request by hand" : request.eventType
        return ValueOrigin(.request, "\(what), at \(request.commit.short) on \(request.branch)", commit: request.commit)
    }

    private func originInRequest(_ rest: [String]) -> ValueOrigin {
        let plan = creation.documents.first { $0["kind"]?.stringValue == "plan" }
        switch rest.first {
        case "inputs":
            let name = rest.dropFirst().first.map { "input \($0)" } ?? "the inputs"
            return ValueOrigin(.request, "\(name) of the request")
        case "goal":
            if creation.request.inputs["goal"] != nil { return ValueOrigin(.request, "input goal of the request") }
            return plan.flatMap { Self.origin(ofDocument: $0) } ?? requestOrigin
        case "documents":
            return creation.documents.first.flatMap { Self.origin(ofDocument: $0) } ?? requestOrigin
        default: return requestOrigin
        }
    }

    /// A document's path and commit, where its values have them.
    private static func origin(ofDocument document: JSON) -> ValueOrigin? {
        guard let path = document["path"]?.stringValue else { return nil }
        let commit = document["commit"]?.stringValue.flatMap { ObjectID(hex: $0) }
        let at = commit.map { " at \($0.short)" } ?? ""
        return ValueOrigin(.document, "\(path)\(at)", commit: commit, path: path)
    }

    private static func origin(of event: Event) -> ValueOrigin {
        ValueOrigin(.event, "event \(event.type) of \(event.time.isoText) from \(event.source)", event: event.id)
    }

    private func originOfSpec(_ rest: [String], in stage: StageName, _ instance: InstanceRun?) -> ValueOrigin? {
        guard let event = instance?.event, let spec = event.data["spec"] else { return nil }
        if rest.first == "dependencies_met" {
            let names = (spec["dependencies"]?.arrayValue ?? []).compactMap(\.stringValue)
            guard !names.isEmpty else {
                return ValueOrigin(.instances, "its dependencies, of which it has none", stage: stage)
            }
            let known = creation.knownSpecs
            let stands = names.prefix(6).map { name -> String in
                let other = (stages[stage]?.instances ?? [:]).first {
                    $0.value.event?.data["spec"]?["id"]?.stringValue == name
                }
                if let other { return "\(name) \(status(of: InstanceID(stage, other.key)))" }
                return known[name].map { "\(name) \($0.isEmpty ? "without a status" : $0) at the base" }
                    ?? "\(name) unknown"
            }
            let more = names.count > 6 ? ", …" : ""
            return ValueOrigin(
                .instances, "what it depends on: \(stands.joined(separator: ", "))\(more)", stage: stage)
        }
        if let document = Self.origin(ofDocument: spec), document.commit != nil { return document }
        let emitter = event.source.hasPrefix("stage/") ? StageName(String(event.source.dropFirst(6))) : nil
        guard var found = emitter.flatMap({ origin(ofStage: $0, ["outputs", "specs"]) }) else {
            return Self.origin(of: event)
        }
        found.event = event.id
        return found
    }

    private func originOfItem(in stage: StageName) -> ValueOrigin? {
        guard let list = definition(stage)?.forEach else { return nil }
        let source = list.rootPaths.first.flatMap { origin(of: $0, in: stage, nil) }
        var found = source ?? ValueOrigin(.item, "")
        found.kind = .item
        found.text = "for_each \(list.source)" + (source.map { ": \($0.text)" } ?? "")
        return found
    }

    private func origin(ofStage name: StageName, _ rest: [String]) -> ValueOrigin? {
        guard let state = stages[name] else { return nil }
        if let checkpoint = state.checkpoint {
            let ref = checkpointTag(name, checkpoint.number)
            return ValueOrigin(
                .stage, "checkpoint \(name).\(checkpoint.number) of stage \(name) at \(checkpoint.commit.short)",
                commit: checkpoint.commit, ref: ref, stage: name)
        }
        if rest.first == "outputs" {
            return ValueOrigin(.stage, "stage \(name), which has no outputs yet", stage: name)
        }
        let failed = state.instances.first { if case .failed = $0.value.progress { true } else { false } }
        if let failed, let last = failed.value.past.last {
            return ValueOrigin(
                .stage, "attempt \(last.attempt) of \(InstanceID(name, failed.key)) at \(last.tip.short)",
                commit: last.tip, stage: name)
        }
        return ValueOrigin(.stage, "stage \(name) as it stands", stage: name)
    }
}
