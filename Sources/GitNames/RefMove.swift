/// One ref's change from what it held to what it shall hold; `nil` is "the ref does not exist".
public struct RefMove: Hashable, Sendable, Codable {
    /// The ref that moves.
    public var ref: RefName
    /// What it must hold for the move to happen.
    public var old: ObjectID?
    /// What it holds afterwards.
    public var new: ObjectID?

    /// States a move.
    public init(ref: RefName, old: ObjectID?, new: ObjectID?) {
        self.ref = ref
        self.old = old
        self.new = new
    }
}
