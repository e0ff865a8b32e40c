public import GitNames

/// What came of a compare-and-swap on a ref.
public enum RefMoveResult: Hashable, Sendable {
    /// The ref held what was expected, and holds the new value now.
    case moved
    /// The ref holds something else than expected, and was left alone.
    case differs(actual: ObjectID?)
}
