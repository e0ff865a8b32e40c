public import Documents
public import Git
public import GitNames

/// A document that a commit added, changed or removed.
public struct DocumentEvent: Hashable, Sendable {
    /// What the commit did.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        /// It added the document, or changed its content.
        case committed
        /// It removed the document, or put something else in its place.
        case removed
    }

    /// What the document is for.
    public var kind: DocumentKind
    /// What the commit did.
    public var action: Action
    /// Where the document is, or was.
    public var path: String
    /// Its content; of a removed one, the last.
    public var blob: ObjectID
    /// The content read; `nil` only for a removed one that could not be.
    public var document: Document?

    /// States an event.
    public init(kind: DocumentKind, action: Action, path: String, blob: ObjectID, document: Document?) {
        self.kind = kind
        self.action = action
        self.path = path
        self.blob = blob
        self.document = document
    }

    /// The event's type: `plan.committed`, `spec.removed`.
    public var type: String { "\(kind.rawValue).\(action.rawValue)" }
}

/// Something at a document's path that is no document.
public struct DocumentProblem: Hashable, Sendable, CustomStringConvertible {
    /// Where it is, for people: what is not text is escaped.
    public var path: String
    /// Why it is no document, as a sentence without the path.
    public var message: String

    /// States a problem.
    public init(path: String, message: String) {
        self.path = path
        self.message = message
    }

    /// Path and message.
    public var description: String { "\(path): \(message)" }
}

/// What one commit did to documents.
public struct CommitReading: Hashable, Sendable {
    /// The commit.
    public var commit: Commit
    /// What it did, by path.
    public var events: [DocumentEvent]
    /// What it put at documents' paths that is none, by path.
    public var problems: [DocumentProblem]
    /// Whether there was something to compare it with; `false` where a shallow clone ends: what the commit itself did
    /// is not known there, so it has no events.
    public var isComplete: Bool
}
