import GitNames
import Orchestration
import Pipelines

/// Where a value comes from, as programs read it.
public struct OriginReport: Codable, Hashable, Sendable {
    /// One of `request document event item stage instances run`.
    public var kind: String
    /// Which, in a clause.
    public var text: String
    /// The commit that has it.
    @OrNull public var commit: String?
    /// The tag on that commit.
    @OrNull public var ref: String?
    /// The path of the document.
    @OrNull public var path: String?
    /// The stage.
    @OrNull public var stage: String?
    /// The event's id.
    @OrNull public var event: String?

    init(_ origin: ValueOrigin) {
        kind = origin.kind.rawValue
        text = origin.text
        commit = origin.commit?.hex
        ref = origin.ref?.text
        path = origin.path
        stage = origin.stage?.rawValue
        event = origin.event
    }
}
