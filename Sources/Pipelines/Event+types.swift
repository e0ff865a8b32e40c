public import JSONValues

extension Event {
    /// How many runs in a row may each have caused the next; what more of them lead to starts nothing.
    public static let longestChain = 8

    /// The largest `data` of an event from outside, in bytes of JSON.
    public static let dataLimit = 256 << 10

    /// The types that the daemon alone states, because it alone knows.
    public static let ownTypes: Set<String> = [
        "plan.committed", "spec.committed", "phase.committed", "plan.removed", "spec.removed", "phase.removed",
        specReady, "stage.succeeded", "stage.failed", "run.finished", "branch.updated", "tag.created", "manual",
        schedule,
    ]

    /// The event of every spec, which its run states itself.
    public static let specReady = "spec.ready"

    /// The type of a time that has come.
    public static let schedule = "schedule"

    /// Whether a text can be a type: words without blanks or control characters, at most 200 bytes.
    public static func isType(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 200 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// The root `event` of expressions: the members of `data`, and over them the attributes, `data` among them.
    public var root: JSON {
        var members = data.objectValue ?? [:]
        members["id"] = .string(id)
        members["type"] = .string(type)
        members["source"] = .string(source)
        members["subject"] = .string(subject)
        members["time"] = .string(time.isoText)
        members["data"] = data
        return .object(members)
    }
}
