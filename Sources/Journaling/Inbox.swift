import Foundation
public import Git
public import GitNames
import JSONValues
import Pipelines

/// The refs through which anyone asks the daemon for something: from this clone, by a push, or by hand with
/// `git commit-tree` and `git update-ref`.
///
/// Confined to its repository's thread.
public struct Inbox {
    /// What the names of the refs begin with; a ULID follows.
    public static let prefix = "refs/taskdaemon/inbox/"

    private let repository: Repository

    /// Looks into a repository's inbox.
    public init(_ repository: Repository) { self.repository = repository }

    /// What is there, in the order of the ULIDs; of very many the first 10,000.
    public func list() throws(JournalError) -> [InboxEntry] {
        let refs = try about(Self.prefix) { () throws(GitError) in try repository.refs(under: [Self.prefix]) }
        let names = refs.compactMap { ref, id in ref.rest(after: Self.prefix).map { (ulid: $0, id: id) } }
        var items: [InboxEntry] = []
        for (ulid, id) in names.sorted(by: { $0.ulid < $1.ulid }).prefix(JournalLimits.requests) {
            items.append(try item(ulid, id))
        }
        return items
    }

    /// What a request's commit says, whatever its ref holds by now.
    public func entry(_ ulid: String, at commit: ObjectID) throws(JournalError) -> InboxEntry { try item(ulid, commit) }

    /// Puts a request into the inbox. Its ULID must be a new one, and the repository's `data` small (1 MiB).
    ///
    /// - Parameter sign: makes a signature of the commit's bytes; without it the commit has none.
    @discardableResult
    public func write(
        _ request: InboxRequest, sign: (([UInt8]) throws(GitError) -> [UInt8])? = nil
    ) throws(JournalError) -> RefName {
        let ref = RefName(Self.prefix + request.ulid)
        let message = try about(ref.text) { () throws(GitError) in try Self.message(of: request) }
        let pack = try about(ref.text) { () throws(GitError) in
            let writer = try repository.writer()
            let signature = Signature(
                name: Identity.daemon.name, email: Identity.daemon.email, seconds: request.at.seconds)
            let tree = try writer.tree([])
            let commit: ObjectID
            if let sign {
                commit = try writer.signedCommit(
                    tree: tree, parents: [], author: signature, committer: signature, message: message, sign: sign)
            } else {
                commit = try writer.commit(
                    tree: tree, parents: [], author: signature, committer: signature, message: message)
            }
            return (try writer.finish(), commit)
        }
        let result = try about(ref.text) { () throws(GitError) in
            try repository.move(RefMove(ref: ref, old: nil, new: pack.1), message: "request")
        }
        // A pack that stays kept only costs its space.
        if let kept = pack.0 { try? repository.release(kept) }
        guard result == .moved else {
            throw JournalError(.lostRace, subject: ref.text, message: "\(ref) exists already")
        }
        return ref
    }

    /// Takes a request out of the inbox, whatever it is; one that is gone already is no error.
    public func remove(_ ulid: String) throws(JournalError) {
        let ref = RefName(Self.prefix + ulid)
        try about(ref.text) { () throws(GitError) in
            // Twice, should somebody write it again at the same time; a third one is left for later.
            for _ in 0..<2 {
                guard let id = try repository.ref(ref) else { return }
                if try repository.move(RefMove(ref: ref, old: id, new: nil), message: "taken") == .moved { return }
            }
        }
    }

    private func item(_ ulid: String, _ id: ObjectID) throws(JournalError) -> InboxEntry {
        guard let instant = ULID.instant(of: ulid) else {
            return .malformed(ulid: ulid, reason: "the ref's name is not a ULID")
        }
        do throws(GitError) {
            let (kind, size) = try repository.header(id)
            guard kind == .commit else {
                return .malformed(ulid: ulid, reason: "it is a \(kind.rawValue), not a commit")
            }
            guard size <= JournalLimits.request else {
                return .malformed(ulid: ulid, reason: "it has \(size) bytes, the limit is \(JournalLimits.request)")
            }
            let commit = try repository.commit(id)
            do throws(UnreadableText) {
                return .request(
                    try InboxRequest(
                        ulid: ulid, message: Array(commit.message.utf8),
                        author: "\(commit.author.name) <\(commit.author.email)>", at: instant))
            } catch {
                return .malformed(ulid: ulid, reason: "the message is not a request: \(error.reason)")
            }
        } catch {
            switch error.code {
            case .notFound, .corrupt, .invalid, .limitExceeded:
                return .malformed(ulid: ulid, reason: error.message)
            default: throw JournalError(error, subject: Self.prefix + ulid)
            }
        }
    }

    private static func message(of request: InboxRequest) throws(GitError) -> String {
        guard ULID.instant(of: request.ulid) != nil else {
            throw GitError(.invalid, operation: "write request", message: "'\(request.ulid)' is not a ULID")
        }
        let message: String
        do { message = try request.message } catch {
            throw GitError(.invalid, operation: "write request", message: "the request has no JSON form: \(error)")
        }
        // Headers of the commit take a part of what a reader allows.
        guard message.utf8.count <= JournalLimits.request - 1024 else {
            throw GitError(
                .limitExceeded, operation: "write request",
                message: "the request has \(message.utf8.count) bytes, the limit is \(JournalLimits.request - 1024)")
        }
        return message + "\n"
    }
}
