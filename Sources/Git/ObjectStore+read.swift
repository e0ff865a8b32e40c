import CLibgit2
import GitNames

/// An object as it is stored: kind and content, without git's header.
public struct RawObject: Hashable, Sendable {
    /// What it is.
    public var kind: ObjectKind
    /// Its content.
    public var bytes: [UInt8]

    /// States an object.
    public init(kind: ObjectKind, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }
}

extension ObjectStore {
    /// Whether an object is there.
    func contains(_ id: ObjectID) -> Bool {
        var oid = id.oid
        return git_odb_exists(odb, &oid) == 1
    }

    /// What an object is and how large, without loading it.
    func header(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int) {
        try reading { () throws(GitError) in
            var oid = id.oid
            var size = 0
            var type = GIT_OBJECT_INVALID
            let status = git_odb_read_header(&size, &type, odb, &oid)
            guard status >= 0 else { throw Self.failure(status, id) }
            guard let kind = ObjectKind(type) else { throw Self.corrupt(id, "is of no kind that git has") }
            return (kind, size)
        }
    }

    /// An object, its hash verified. Larger than `limit` bytes is an error, before anything is loaded.
    func read(_ id: ObjectID, limit: Int = .max) throws(GitError) -> RawObject {
        if limit < .max {
            let size = try header(id).size
            guard size <= limit else {
                throw GitError(
                    .limitExceeded, operation: "read object", message: "\(id) has \(size) bytes, the limit is \(limit)")
            }
        }
        if let object = memory[id] { return object }
        return try reading { () throws(GitError) in
            var oid = id.oid
            var object: OpaquePointer?
            let status = git_odb_read(&object, odb, &oid)
            guard status >= 0 else { throw Self.failure(status, id) }
            defer { git_odb_object_free(object) }
            guard let kind = ObjectKind(git_odb_object_type(object)) else {
                throw Self.corrupt(id, "is of no kind that git has")
            }
            let content = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))
            return RawObject(kind: kind, bytes: Array(content))
        }
    }

    /// An object of a kind that it must be.
    func read(_ id: ObjectID, _ kind: ObjectKind, limit: Int = .max) throws(GitError) -> [UInt8] {
        let object = try read(id, limit: limit)
        guard object.kind == kind else {
            throw GitError(
                .invalid, operation: "read object",
                message: "\(id) is a \(object.kind.rawValue), not a \(kind.rawValue)")
        }
        return object.bytes
    }

    /// A damaged object, by name.
    static func corrupt(_ id: ObjectID, _ what: String) -> GitError {
        GitError(.corrupt, operation: "read object", message: "object \(id) \(what)", hint: damageHint)
    }

    private static let damageHint =
        "'git fsck' tells what is damaged; a copy of the object from another clone repairs it"

    private static func failure(_ status: Int32, _ id: ObjectID) -> GitError {
        let error = GitError.last(status, "read object")
        switch error.code {
        case .notFound:
            return GitError(.notFound, operation: "read object", message: "there is no object \(id)")
        case .corrupt where error.message.contains(id.hex):
            return GitError(error.code, operation: "read object", message: error.message, hint: damageHint)
        case .os, .noSpace: return error
        default: return corrupt(id, "is damaged: \(error.message)")
        }
    }
}
