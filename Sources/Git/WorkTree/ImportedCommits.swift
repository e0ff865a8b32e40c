public import GitNames

/// What became of the commits that an agent made of its own accord.
public struct ImportedCommits: Hashable, Sendable {
    /// The newest of them, now in the writer with all that it needs; `nil` when there are none, or they were refused.
    public let tip: ObjectID?
    /// How many were taken.
    public let count: Int
    /// Why they were not taken, as a sentence; the files are not concerned.
    public let refusal: String?

    static let none = ImportedCommits(tip: nil, count: 0, refusal: nil)

    static func refused(_ reason: String) -> ImportedCommits {
        ImportedCommits(tip: nil, count: 0, refusal: reason)
    }
}
