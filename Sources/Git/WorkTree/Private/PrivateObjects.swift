import CLibgit2
import GitNames
import Glibc

/// The objects that a private repository holds itself: its own loose files and packs, and nothing that it borrows.
///
/// That one directory alone, so that a planted `info/alternates` has no say. Every file that would be opened is looked
/// at first: a link would lead out, a pipe would keep us waiting.
final class PrivateObjects {
    private let odb: OpaquePointer

    /// Opens `objects/` of a repository whose work tree is at `path`.
    ///
    /// - Parameter git: Its `.git`, which must be a real directory, held open.
    /// - Throws: `.invalid` when anything in it is not what git would have put there.
    init(at path: String, git: OpenDirectory) throws(GitError) {
        do throws(FileError) {
            try Self.inspect(git)
        } catch {
            throw GitError(
                .invalid, operation: "read the agent's objects",
                message: "the object directory is not as git makes it: \(error.message)")
        }
        try GitLibrary.start()
        let operation = "open the agent's objects"
        let directory = "\(path)/.git/objects"
        var odb: OpaquePointer?
        try check(git_odb_new(&odb), operation)
        guard let odb else { throw GitError(.library, operation: operation, message: "no object database") }
        self.odb = odb
        try SourceBackend.install(DiskObjects(directory, borrows: false), in: odb, priority: 1)
    }

    deinit { git_odb_free(odb) }

    /// What an object is and how large, or `nil` when it is not here.
    func header(_ id: ObjectID) -> (kind: ObjectKind, size: Int)? {
        var oid = id.oid
        var size = 0
        var type = GIT_OBJECT_INVALID
        guard git_odb_read_header(&size, &type, odb, &oid) == 0, let kind = ObjectKind(type) else { return nil }
        return (kind, size)
    }

    /// An object, or `nil` when it is not here, is larger than `limit`, or is damaged.
    func object(_ id: ObjectID, limit: Int) -> RawObject? {
        guard let header = header(id), header.size <= limit else { return nil }
        var oid = id.oid
        var object: OpaquePointer?
        guard git_odb_read(&object, odb, &oid) == 0, let object else { return nil }
        defer { git_odb_object_free(object) }
        let content = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))
        guard ObjectKind(git_odb_object_type(object)) == header.kind, content.count <= limit else { return nil }
        return RawObject(kind: header.kind, bytes: Array(content))
    }

    /// Sees to it that only directories and regular files are where git looks for objects.
    private static func inspect(_ git: OpenDirectory) throws(FileError) {
        let objects = try git.directory(Array("objects".utf8))
        for name in try objects.names() {
            guard let status = try objects.status(name) else { continue }
            let isFanOut = name.count == 2
            guard isFanOut || name == Array("pack".utf8) else { continue }
            guard status.kind == .directory else { throw FileError("lstat", code: ELOOP) }
            let directory = try objects.directory(name)
            for file in try directory.names() {
                guard let status = try directory.status(file) else { continue }
                guard status.kind == .file else { throw FileError("lstat", code: ELOOP) }
            }
        }
    }
}
