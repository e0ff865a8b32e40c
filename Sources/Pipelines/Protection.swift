/// The paths that a stage may not change: those of its own validator, and those that it says itself.
///
/// Patterns are gone through in order, the validator's first, and the last one that matches decides: one that begins
/// with `!` takes a path out again.
public struct Protection: Hashable, Sendable {
    private var patterns: [(isExcepted: Bool, glob: Glob)] = []

    /// - Parameters:
    ///   - validator: paths that are protected without being named.
    ///   - protect: globs of paths; one that ends in a slash is all that is below.
    public init(validator: [String], protect: [String]) {
        patterns = validator.map { (false, Glob($0)) }
        patterns += protect.map { pattern in
            let isExcepted = pattern.hasPrefix("!")
            let text = isExcepted ? String(pattern.dropFirst()) : pattern
            return (isExcepted, Glob(text.hasSuffix("/") ? text + "**" : text))
        }
    }

    /// What a loop protects in a tree.
    ///
    /// - Parameter isFile: whether a path is a file of the tree that the stage starts from.
    public init(_ loop: LoopType, isFile: (String) throws -> Bool) rethrows {
        self.init(validator: try loop.validate?.ownFiles(isFile: isFile) ?? [], protect: loop.protect)
    }

    /// Whether nothing is protected.
    public var isEmpty: Bool { !patterns.contains { !$0.isExcepted } }

    /// Whether the stage may not change that path.
    public func covers(_ path: String) -> Bool {
        patterns.last { $0.glob.matches(path) }.map { !$0.isExcepted } ?? false
    }

    /// Equal where the patterns are.
    public static func == (left: Protection, right: Protection) -> Bool {
        left.patterns.elementsEqual(right.patterns) { $0 == $1 }
    }

    /// Hashes the patterns.
    public func hash(into hasher: inout Hasher) {
        for pattern in patterns { hasher.combine(pattern.glob) }
    }
}
