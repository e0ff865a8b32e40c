import CLibgit2
import GitNames
import Glibc

extension ObjectWriter {
    /// Puts what was written into the repository as one pack, and returns it; `nil` when nothing was written.
    ///
    /// From here every process sees the objects, and no `git gc` takes them while the pack is kept: move a ref to
    /// them, then `Repository.release` the pack. On failure (`noSpace`, `os`) nothing is left behind, and the writer
    /// still has everything. A finished writer is empty and can be used again.
    public func finish() throws(GitError) -> KeptPack? {
        guard !written.isEmpty else { return nil }
        let pack = try PackFile.write(written, of: repository.store)
        // A reader that misses an object looks for new packs itself: this only spares it the miss.
        _ = git_odb_refresh(repository.store.odb)
        truncate(to: 0)
        return pack
    }
}

/// A pack on its way into `objects/pack`.
enum PackFile {
    private static let operation = "write pack"

    /// Packs objects: `.keep` first, then the pack, and its index last, which is what makes others see it.
    static func write(_ ids: [ObjectID], of store: ObjectStore) throws(GitError) -> KeptPack {
        // On the file system of the packs, in a directory of its own that whoever comes later can clear away.
        let pack = KeptPack.unique()
        let temporary = store.directory + "/" + temporaryPrefix + pack.name
        let packs = store.directory + "/pack"
        try FileSystem.makeDirectories(packs, operation)
        guard mkdir(temporary, 0o700) == 0 else { throw GitError.system(errno, operation, path: temporary) }
        defer { remove(directory: temporary) }
        let built = temporary + "/pack-" + (try build(ids, of: store, in: temporary))
        let final = packs + "/pack-" + pack.name
        do throws(GitError) {
            try keep(final + ".keep")
            for suffix in [".pack", ".idx"] {
                guard rename(built + suffix, final + suffix) == 0 else {
                    throw GitError.system(errno, operation, path: final + suffix)
                }
                if GitLibrary.durability == .power { try FileSystem.synchronise(packs, operation) }
            }
        } catch {
            for suffix in [".idx", ".pack", ".keep"] { unlink(final + suffix) }
            throw error
        }
        return pack
    }

    /// What the names of directories with unfinished packs begin with.
    static let temporaryPrefix = "taskdaemon-"

    /// Removes a directory of files.
    static func remove(directory: String) {
        for name in (try? FileSystem.names(in: directory, operation)) ?? [] {
            unlink(directory + "/" + String(decoding: name, as: UTF8.self))
        }
        rmdir(directory)
    }

    private static func build(
        _ ids: [ObjectID], of store: ObjectStore, in directory: String
    ) throws(GitError) -> String {
        var builder: OpaquePointer?
        try check(git_packbuilder_new(&builder, store.repository), operation)
        defer { git_packbuilder_free(builder) }
        _ = git_packbuilder_set_threads(builder, 1)
        for id in ids {
            var oid = id.oid
            try check(git_packbuilder_insert(builder, &oid, nil), operation)
        }
        try check(git_packbuilder_write(builder, directory, 0o444, nil, nil), operation)
        guard let name = git_packbuilder_name(builder) else {
            throw GitError(.library, operation: operation, message: "the pack has no name")
        }
        return String(cString: name)
    }

    private static func keep(_ path: String) throws(GitError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o444)
        guard descriptor >= 0 else { throw GitError.system(errno, operation, path: path) }
        defer { close(descriptor) }
        try FileSystem.write(Array("taskdaemon: until a ref holds it\n".utf8), to: descriptor, path: path, operation)
        if GitLibrary.durability == .power, fsync(descriptor) != 0 {
            throw GitError.system(errno, operation, path: path)
        }
    }
}
