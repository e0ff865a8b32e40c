import CLibgit2
import GitNames

/// The objects that writers have made and not yet put into a pack.
final class MemoryObjects {
    struct Stored {
        var object: RawObject
        /// How many writers hold it.
        var holders: Int
    }

    private var objects: [ObjectID: Stored] = [:]
    /// The writer that objects made by libgit2 itself go to. Without one libgit2 makes none, so that nothing gets into
    /// the repository that no writer answers for.
    weak var collector: ObjectWriter?

    subscript(id: ObjectID) -> RawObject? { objects[id]?.object }

    func hold(_ id: ObjectID, _ object: RawObject) {
        objects[id, default: Stored(object: object, holders: 0)].holders += 1
    }

    func drop(_ id: ObjectID) {
        guard var stored = objects[id] else { return }
        stored.holders -= 1
        objects[id] = stored.holders > 0 ? stored : nil
    }
}

extension MemoryObjects: ObjectSource {
    func load(_ id: ObjectID) throws(GitError) -> LoadedObject? {
        guard let object = self[id] else { return nil }
        return try LoadedObject(object.kind, copying: object.bytes)
    }

    func header(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int)? {
        self[id].map { ($0.kind, $0.bytes.count) }
    }

    func has(_ id: ObjectID) -> Bool { objects[id] != nil }

    func take(_ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let collector else { return false }
        collector.take(id, RawObject(kind: kind, bytes: Array(bytes)))
        return true
    }
}
