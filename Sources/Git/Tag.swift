public import GitNames

/// An annotated tag.
public struct Tag: Hashable, Sendable {
    /// Its own name as an object.
    public var id: ObjectID
    /// What it is on.
    public var target: ObjectID
    /// What kind of object that is.
    public var targetKind: ObjectKind
    /// The name it was given, `v1.0`.
    public var name: String
    /// Who made it; very old tags do not say.
    public var tagger: Signature?
    /// The message; bytes that are not text are replaced by U+FFFD.
    public var message: String

    /// States a tag.
    public init(
        id: ObjectID, target: ObjectID, targetKind: ObjectKind = .commit, name: String, tagger: Signature?,
        message: String
    ) {
        self.id = id
        self.target = target
        self.targetKind = targetKind
        self.name = name
        self.tagger = tagger
        self.message = message
    }
}
