public import GitNames

/// A document event's identity: a content at a path.
public struct DocumentKey: Hashable, Sendable, Codable, Comparable {
    /// The path in the workspace.
    public var path: String
    /// The content.
    public var blob: ObjectID

    /// Makes a key.
    public init(path: String, blob: ObjectID) {
        self.path = path
        self.blob = blob
    }

    /// Orders by path, then content.
    public static func < (left: DocumentKey, right: DocumentKey) -> Bool {
        (left.path, left.blob) < (right.path, right.blob)
    }
}
