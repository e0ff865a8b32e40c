/// A work tree that one attempt has to itself, from `TreePool.take` until it is given back or discarded.
struct TreeLease: Sendable {
    /// Which one; the place follows from it and is the same whenever it is used again.
    let number: Int
    /// Where it is.
    let place: AttemptPlace
    /// What stands there from an earlier use; `nil` when nothing does.
    var stamp: TreeStamp?
}
