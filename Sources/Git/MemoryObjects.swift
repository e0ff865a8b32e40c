import CLibgit2
import GitNames

/// The objects that writers have made and not yet put into a pack, readable by libgit2 as if they were on the disk.
///
/// A storage back end of libgit2's own, above all others; libgit2 never writes through it but while a writer has
/// asked for it (`collector`), so nothing gets into the repository that no writer answers for.
final class MemoryObjects {
    struct Stored {
        var kind: ObjectKind
        var bytes: [UInt8]
        /// How many writers hold it.
        var holders: Int
    }

    private var objects: [ObjectID: Stored] = [:]
    /// The writer that objects made by libgit2 itself go to.
    weak var collector: ObjectWriter?

    subscript(id: ObjectID) -> Stored? { objects[id] }

    func hold(_ id: ObjectID, _ kind: ObjectKind, _ bytes: [UInt8]) {
        objects[id, default: Stored(kind: kind, bytes: bytes, holders: 0)].holders += 1
    }

    func drop(_ id: ObjectID) {
        guard var stored = objects[id] else { return }
        stored.holders -= 1
        objects[id] = stored.holders > 0 ? stored : nil
    }

    /// Puts these objects above everything else that an object database reads.
    func install(in odb: OpaquePointer) throws(GitError) {
        let backend = UnsafeMutablePointer<clibgit2_backend>.allocate(capacity: 1)
        backend.initialize(to: clibgit2_backend())
        let base = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: git_odb_backend.self)
        var status = git_odb_init_backend(base, UInt32(GIT_ODB_BACKEND_VERSION))
        backend.pointee.context = Unmanaged.passRetained(self).toOpaque()
        base.pointee.read = readObject
        base.pointee.read_header = readHeader
        base.pointee.exists = hasObject
        base.pointee.write = writeObject
        base.pointee.free = freeBackend
        if status >= 0 { status = git_odb_add_backend(odb, base, 1000) }
        guard status < 0 else { return }
        freeBackend(base)
        throw GitError.last(status, "open repository")
    }

    /// The objects behind a back end that libgit2 hands to a callback.
    fileprivate static func behind(_ backend: UnsafeMutablePointer<git_odb_backend>?) -> MemoryObjects? {
        guard let backend else { return nil }
        let whole = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: clibgit2_backend.self)
        return whole.pointee.context.map { Unmanaged<MemoryObjects>.fromOpaque($0).takeUnretainedValue() }
    }

    fileprivate static func stored(
        _ backend: UnsafeMutablePointer<git_odb_backend>?, _ oid: UnsafePointer<git_oid>?
    ) -> Stored? {
        guard let objects = behind(backend), let oid, !objects.objects.isEmpty else { return nil }
        return objects[ObjectID(oid.pointee)]
    }
}

private func readObject(
    _ data: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ length: UnsafeMutablePointer<Int>?,
    _ type: UnsafeMutablePointer<git_object_t>?, _ backend: UnsafeMutablePointer<git_odb_backend>?,
    _ oid: UnsafePointer<git_oid>?
) -> Int32 {
    guard let stored = MemoryObjects.stored(backend, oid) else { return GIT_ENOTFOUND.rawValue }
    guard let copy = git_odb_backend_data_alloc(backend, max(stored.bytes.count, 1)) else { return GIT_ERROR.rawValue }
    stored.bytes.withUnsafeBytes { if let base = $0.baseAddress { copy.copyMemory(from: base, byteCount: $0.count) } }
    data?.pointee = copy
    length?.pointee = stored.bytes.count
    type?.pointee = stored.kind.type
    return 0
}

private func readHeader(
    _ length: UnsafeMutablePointer<Int>?, _ type: UnsafeMutablePointer<git_object_t>?,
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ oid: UnsafePointer<git_oid>?
) -> Int32 {
    guard let stored = MemoryObjects.stored(backend, oid) else { return GIT_ENOTFOUND.rawValue }
    length?.pointee = stored.bytes.count
    type?.pointee = stored.kind.type
    return 0
}

private func hasObject(
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ oid: UnsafePointer<git_oid>?
) -> Int32 {
    MemoryObjects.stored(backend, oid) == nil ? 0 : 1
}

private func writeObject(
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ oid: UnsafePointer<git_oid>?,
    _ data: UnsafeRawPointer?, _ length: Int, _ type: git_object_t
) -> Int32 {
    guard let objects = MemoryObjects.behind(backend), let collector = objects.collector, let oid,
        let kind = ObjectKind(type)
    else { return GIT_ERROR.rawValue }
    collector.take(ObjectID(oid.pointee), kind, Array(UnsafeRawBufferPointer(start: data, count: length)))
    return 0
}

private func freeBackend(_ backend: UnsafeMutablePointer<git_odb_backend>?) {
    guard let backend else { return }
    let whole = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: clibgit2_backend.self)
    if let context = whole.pointee.context { Unmanaged<MemoryObjects>.fromOpaque(context).release() }
    whole.deinitialize(count: 1)
    whole.deallocate()
}
