import CLibgit2
import GitNames

/// The objects of an object directory and of those it borrows from (its alternates): packs first, then loose ones.
///
/// libgit2's own store for loose objects is not used: 1.5 never comes back from one that was cut short, as a power cut
/// leaves them. A copy that is damaged is passed over when there is another one.
final class DiskObjects {
    /// One object directory.
    private struct Place {
        var packs: UnsafeMutablePointer<git_odb_backend>
        var loose: LooseObjects
    }

    private var places: [Place] = []

    /// Reads an object directory; one that cannot be trusted without following where it borrows from.
    init(_ directory: String, borrows: Bool = true) throws(GitError) {
        for directory in borrows ? try BorrowedObjects.directories(from: directory) : [directory] {
            var packs: UnsafeMutablePointer<git_odb_backend>?
            try check(git_odb_backend_pack(&packs, directory), "open repository", subject: directory)
            guard let packs else { continue }
            places.append(Place(packs: packs, loose: LooseObjects(directory: directory)))
        }
    }

    deinit { for place in places { place.packs.pointee.free?(place.packs) } }

    /// Asks all places, and asks the packs once more when none has it: another process may have packed it meanwhile.
    private func find<Found>(
        _ id: ObjectID, _ look: (Place) throws(GitError) -> Found?
    ) throws(GitError) -> Found? {
        var damage: GitError?
        for isAgain in [false, true] {
            for place in places {
                if isAgain { _ = place.packs.pointee.refresh?(place.packs) }
                do { if let found = try look(place) { return found } } catch { damage = error }
            }
        }
        git_error_clear()
        if let damage { throw damage }
        return nil
    }

    /// Turns what a pack says into an error that names the object.
    private func isFound(_ status: Int32?, _ id: ObjectID) throws(GitError) -> Bool {
        guard let status, status != GIT_ENOTFOUND.rawValue, status != GIT_PASSTHROUGH.rawValue else { return false }
        guard status < 0 else { return true }
        let error = GitError.last(status, "read object")
        if error.code == .os {
            throw GitError(.os, operation: "read object", message: "object \(id): \(error.message)")
        }
        throw ObjectStore.corrupt(id, "is damaged: \(error.message)")
    }
}

extension DiskObjects: ObjectSource {
    func load(_ id: ObjectID) throws(GitError) -> LoadedObject? {
        try find(id) { place throws(GitError) in
            var oid = id.oid
            var data: UnsafeMutableRawPointer?
            var count = 0
            var type = GIT_OBJECT_INVALID
            let status = place.packs.pointee.read?(&data, &count, &type, place.packs, &oid)
            guard try isFound(status, id) else { return try place.loose.load(id) }
            guard let data, let kind = ObjectKind(type) else {
                git_odb_backend_data_free(place.packs, data)
                throw ObjectStore.corrupt(id, "is of no kind that git has")
            }
            return LoadedObject(kind, data, count)
        }
    }

    func header(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int)? {
        try find(id) { place throws(GitError) in
            var oid = id.oid
            var size = 0
            var type = GIT_OBJECT_INVALID
            let status = place.packs.pointee.read_header?(&size, &type, place.packs, &oid)
            guard try isFound(status, id) else { return try place.loose.header(id) }
            guard let kind = ObjectKind(type) else { throw ObjectStore.corrupt(id, "is of no kind that git has") }
            return (kind, size)
        }
    }

    func has(_ id: ObjectID) -> Bool {
        let found = try? find(id) { place throws(GitError) -> Bool? in
            var oid = id.oid
            return place.packs.pointee.exists?(place.packs, &oid) == 1 || place.loose.has(id) ? true : nil
        }
        return found == true
    }

    func take(_ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) -> Bool { false }
}
