/// The difference of two trees for people.
public struct Patch: Hashable, Sendable {
    /// What one file adds and takes away.
    public struct File: Hashable, Sendable {
        /// The change.
        public var change: Change
        /// Lines that are new.
        public var insertions: Int
        /// Lines that are gone.
        public var deletions: Int
        /// Whether it is no text, so that its lines are not counted or shown.
        public var isBinary: Bool
    }

    /// Unified diffs of all files, as bytes of the repository: not escaped for terminals.
    public var text: [UInt8]
    /// Whether the text was cut off at the limit, after a whole file's diff.
    public var isTruncated: Bool
    /// Every file that differs, also where the text was cut off.
    public var files: [File]
}
