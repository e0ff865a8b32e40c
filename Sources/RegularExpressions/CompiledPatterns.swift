import Synchronization

/// Patterns that were compiled lately, so that one that is asked for with every evaluation is compiled once.
public final class CompiledPatterns: Sendable {
    private let known = Mutex<[String: Result<RegularExpression, RegularExpression.Invalid>]>([:])
    private let most: Int

    /// - Parameter most: how many are kept; one more drops them all.
    public init(most: Int = 256) { self.most = most }

    /// The pattern, compiled now or before.
    public func expression(_ pattern: String) throws(RegularExpression.Invalid) -> RegularExpression {
        if let known = known.withLock({ $0[pattern] }) { return try known.get() }
        let made = Result { () throws(RegularExpression.Invalid) in try RegularExpression(pattern) }
        known.withLock { known in
            if known.count >= most { known.removeAll() }
            known[pattern] = made
        }
        return try made.get()
    }
}
