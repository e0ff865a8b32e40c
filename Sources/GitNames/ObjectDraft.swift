import Digests

/// A commit or tag that a decision calls for: its whole text, and so the name that git will give it.
///
/// A decision can refer to what it creates before anything is written; writing it later, once or twice, gives the
/// same object.
public struct ObjectDraft: Hashable, Sendable {
    /// The kinds that decisions create.
    public enum Kind: String, Hashable, Sendable {
        case commit
        case tag
    }

    /// The object's kind.
    public let kind: Kind
    /// The object's content without git's own header.
    public let content: [UInt8]
    /// The name, from header and content.
    public let id: ObjectID

    private init(kind: Kind, text: String) {
        let content = Array(text.utf8)
        self.kind = kind
        self.content = content
        self.id = ObjectID(of: kind.rawValue, content)
    }

    /// A commit, written and authored by the same identity.
    ///
    /// - Parameter message: ends in one newline whatever is given; NULs are left out, git cannot hold them.
    public static func commit(
        tree: ObjectID, parents: [ObjectID], by identity: Identity, at seconds: Int64, message: String
    ) -> ObjectDraft {
        let who = identity.line(at: seconds)
        let lines =
            ["tree \(tree)"] + parents.map { "parent \($0)" } + [
                "author \(who)", "committer \(who)", "", clean(message),
            ]
        return ObjectDraft(kind: .commit, text: lines.joined(separator: "\n"))
    }

    /// An annotated tag on a commit.
    public static func tag(
        name: String, target: ObjectID, by identity: Identity, at seconds: Int64, message: String
    ) -> ObjectDraft {
        let lines = [
            "object \(target)", "type commit", "tag \(name)", "tagger \(identity.line(at: seconds))", "",
            clean(message),
        ]
        return ObjectDraft(kind: .tag, text: lines.joined(separator: "\n"))
    }

    private static func clean(_ message: String) -> String {
        var text = message.contains("\0") ? String(message.filter { $0 != "\0" }) : message
        while text.hasSuffix("\n") { text.removeLast() }
        return text + "\n"
    }
}

extension ObjectID {
    /// The name that git gives an object.
    ///
    /// - Parameters:
    ///   - kind: `blob`, `tree`, `commit` or `tag`.
    ///   - content: without git's own header.
    public init(of kind: String, _ content: [UInt8]) {
        let hash = SHA1.hash(Array("\(kind) \(content.count)\0".utf8) + content)
        // Twenty bytes always make an id; the zero id stands for a SHA-1 that cannot be.
        self = ObjectID(bytes: hash) ?? ObjectID.none
    }

    fileprivate static let none: ObjectID = {
        // Twenty zeros are twenty bytes.
        guard let id = ObjectID(bytes: [UInt8](repeating: 0, count: 20)) else { preconditionFailure("20 is 20") }
        return id
    }()
}
