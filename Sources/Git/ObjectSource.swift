import CLibgit2
import GitNames

/// A place that libgit2 reads objects from, and that is written in Swift.
protocol ObjectSource: AnyObject {
    /// An object, or `nil` when it is not here.
    func load(_ id: ObjectID) throws(GitError) -> LoadedObject?
    /// What an object is and how large, or `nil` when it is not here.
    func header(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int)?
    /// Whether an object is here.
    func has(_ id: ObjectID) -> Bool
    /// Takes an object that libgit2 made, or says that it does not.
    func take(_ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) -> Bool
}

/// An object in memory of libgit2's own, which whoever gets it must free or hand to libgit2.
struct LoadedObject {
    var kind: ObjectKind
    var data: UnsafeMutableRawPointer
    var count: Int

    /// Copies bytes into memory of libgit2's own.
    init(_ kind: ObjectKind, copying bytes: [UInt8]) throws(GitError) {
        // One byte more: libgit2 ends what it loads with a NUL.
        guard let data = git_odb_backend_data_alloc(nil, bytes.count + 1) else {
            throw GitError(.os, operation: "read object", message: "there is no memory for \(bytes.count) bytes")
        }
        bytes.withUnsafeBytes { if let base = $0.baseAddress { data.copyMemory(from: base, byteCount: $0.count) } }
        data.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        self.init(kind, data, bytes.count)
    }

    init(_ kind: ObjectKind, _ data: UnsafeMutableRawPointer, _ count: Int) {
        self.kind = kind
        self.data = data
        self.count = count
    }
}

/// What libgit2 calls when it wants something of an `ObjectSource`.
enum SourceBackend {
    /// Makes a source one of the places that an object database reads; the one with the highest priority first.
    static func install(_ source: any ObjectSource, in odb: OpaquePointer, priority: Int32) throws(GitError) {
        let whole = UnsafeMutablePointer<clibgit2_backend>.allocate(capacity: 1)
        whole.initialize(to: clibgit2_backend())
        let base = UnsafeMutableRawPointer(whole).assumingMemoryBound(to: git_odb_backend.self)
        var status = git_odb_init_backend(base, UInt32(GIT_ODB_BACKEND_VERSION))
        whole.pointee.context = Unmanaged.passRetained(Box(source)).toOpaque()
        base.pointee.read = read
        base.pointee.read_header = readHeader
        base.pointee.exists = has
        base.pointee.write = write
        base.pointee.free = free
        if status >= 0 { status = git_odb_add_backend(odb, base, priority) }
        guard status < 0 else { return }
        free(base)
        throw GitError.last(status, "open repository")
    }

    /// A source as an object that a pointer can lead to.
    fileprivate final class Box {
        let source: any ObjectSource
        init(_ source: any ObjectSource) { self.source = source }
    }

    fileprivate static func source(_ backend: UnsafeMutablePointer<git_odb_backend>?) -> (any ObjectSource)? {
        guard let backend else { return nil }
        let whole = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: clibgit2_backend.self)
        return whole.pointee.context.map { Unmanaged<Box>.fromOpaque($0).takeUnretainedValue().source }
    }

    /// Hands an error to libgit2, which hands it back as its own.
    fileprivate static func status(_ error: GitError) -> Int32 {
        let kind = error.code == .os ? GIT_ERROR_OS : GIT_ERROR_ODB
        git_error_set_str(Int32(kind.rawValue), error.message)
        return error.code == .corrupt ? GIT_EMISMATCH.rawValue : GIT_ERROR.rawValue
    }
}

private func read(
    _ data: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ length: UnsafeMutablePointer<Int>?,
    _ type: UnsafeMutablePointer<git_object_t>?, _ backend: UnsafeMutablePointer<git_odb_backend>?,
    _ oid: UnsafePointer<git_oid>?
) -> Int32 {
    guard let source = SourceBackend.source(backend), let oid else { return GIT_ERROR.rawValue }
    do {
        guard let object = try source.load(ObjectID(oid.pointee)) else { return GIT_ENOTFOUND.rawValue }
        data?.pointee = object.data
        length?.pointee = object.count
        type?.pointee = object.kind.type
        return 0
    } catch { return SourceBackend.status(error) }
}

private func readHeader(
    _ length: UnsafeMutablePointer<Int>?, _ type: UnsafeMutablePointer<git_object_t>?,
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ oid: UnsafePointer<git_oid>?
) -> Int32 {
    guard let source = SourceBackend.source(backend), let oid else { return GIT_ERROR.rawValue }
    do {
        guard let header = try source.header(ObjectID(oid.pointee)) else { return GIT_ENOTFOUND.rawValue }
        length?.pointee = header.size
        type?.pointee = header.kind.type
        return 0
    } catch { return SourceBackend.status(error) }
}

private func has(_ backend: UnsafeMutablePointer<git_odb_backend>?, _ oid: UnsafePointer<git_oid>?) -> Int32 {
    guard let source = SourceBackend.source(backend), let oid else { return 0 }
    return source.has(ObjectID(oid.pointee)) ? 1 : 0
}

private func write(
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ oid: UnsafePointer<git_oid>?,
    _ data: UnsafeRawPointer?, _ length: Int, _ type: git_object_t
) -> Int32 {
    guard let source = SourceBackend.source(backend), let oid, let kind = ObjectKind(type) else {
        return GIT_ERROR.rawValue
    }
    let bytes = UnsafeRawBufferPointer(start: data, count: length)
    return source.take(ObjectID(oid.pointee), kind, bytes) ? 0 : GIT_ERROR.rawValue
}

private func free(_ backend: UnsafeMutablePointer<git_odb_backend>?) {
    guard let backend else { return }
    let whole = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: clibgit2_backend.self)
    if let context = whole.pointee.context { Unmanaged<SourceBackend.Box>.fromOpaque(context).release() }
    whole.deinitialize(count: 1)
    whole.deallocate()
}
