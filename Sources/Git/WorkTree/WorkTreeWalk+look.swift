import CLibgit2
import GitNames
import Glibc

extension WorkTreeWalk {
    /// Deals with one name; what is returned is a directory to go into.
    mutating func look(
        at name: [UInt8], in directory: OpenDirectory, _ place: Pending
    ) throws(GitError) -> Pending? {
        if place.path.isEmpty, name == EntryName.git { return nil }
        let path = RawPath(bytes: place.path.isEmpty ? name : place.path + [UInt8(ascii: "/")] + name)
        entryCount += 1
        guard entryCount <= limits.entries else {
            throw .tooMuch("collect", "the work tree has more than \(limits.entries) entries")
        }
        if name == EntryName.git {
            throw .refused("collect", RawPath(bytes: place.path), "has a repository of its own")
        }
        let position = positions[path]
        if let position, old[position].mode == .submodule {
            keep(position, status: nil)
            return nil
        }
        // What stood there may have become something else when it is opened: look again.
        for _ in 0..<3 {
            guard let status = try status(of: name, in: directory, path) else { return nil }
            let isDirectory = status.kind == .directory
            let isIgnored =
                (position == nil || isDirectory) && place.rules.ignores(path.bytes, isDirectory: isDirectory)
            if isIgnored, !(isDirectory && trackedDirectories.contains(path)) { return nil }
            guard EntryName.isAllowed(name) else { throw .refused("collect", path, "has a name that git refuses") }
            switch status.kind {
            case .directory:
                guard place.depth < limits.depth, path.bytes.count < 4096 else {
                    throw .tooMuch("collect", "\(path.display): more than \(limits.depth) directories deep")
                }
                return Pending(
                    path: path.bytes, depth: place.depth + 1,
                    rules: isIgnored ? place.rules.withinIgnored : place.rules)
            case .file, .symlink:
                if try take(name, path, status, in: directory, was: position) { return nil }
            case .pipe: throw .refused("collect", path, "is a named pipe, which no tree can hold")
            case .socket: throw .refused("collect", path, "is a socket, which no tree can hold")
            case .device: throw .refused("collect", path, "is a device, which no tree can hold")
            }
        }
        throw GitError(.conflict, operation: "collect", message: "\(path.display): changes while it is being read")
    }

    private func status(
        of name: [UInt8], in directory: OpenDirectory, _ path: RawPath
    ) throws(GitError) -> FileStatus? {
        do throws(FileError) {
            return try directory.status(name)
        } catch {
            throw .workTree("collect", error, at: path.display)
        }
    }

    /// Takes a file or a link over; `false` when it is not any more what it was seen to be.
    private mutating func take(
        _ name: [UInt8], _ path: RawPath, _ status: FileStatus, in directory: OpenDirectory, was position: Int?
    ) throws(GitError) -> Bool {
        if let position, let known = old[position].status, known.matches(status) {
            keep(position, status: status)
            return true
        }
        guard status.size <= limits.fileBytes else {
            throw .tooMuch("collect", "\(path.display) has \(status.size) bytes, allowed are \(limits.fileBytes)")
        }
        guard let content = try content(of: name, path, status, in: directory) else { return false }
        readBytes += content.bytes.count
        guard readBytes <= limits.collectedBytes else {
            throw .tooMuch("collect", "more than \(limits.collectedBytes) bytes have changed")
        }
        let mode: FileMode =
            status.kind == .symlink ? .symlink : content.status.isExecutable ? .executable : .file
        if let position, old[position].mode == mode, try ObjectID(of: .blob, content.bytes) == old[position].id {
            keep(position, status: content.status)
            return true
        }
        let id = try writer.blob(content.bytes)
        inspect?(path, content.bytes) {
            if let position { return try? writer.repository.blob(old[position].id, limit: limits.fileBytes) }
            return old.contains { $0.id == id } ? content.bytes : nil
        }
        guard EntryName.isAllowed(TreeEntry(name: RawPath(bytes: name), mode: mode, id: id)) else {
            throw .refused("collect", path, "must not be a symbolic link")
        }
        if let position {
            isSeen[position] = true
            result.modified.append(path)
        } else {
            result.added.append(path)
        }
        result.changes.updateValue((mode, id), forKey: path)
        result.files.append(TrackedFile(path: path, mode: mode, id: id, status: content.status))
        return true
    }

    private func content(
        of name: [UInt8], _ path: RawPath, _ status: FileStatus, in directory: OpenDirectory
    ) throws(GitError) -> (bytes: [UInt8], status: FileStatus)? {
        do throws(FileError) {
            if status.kind == .symlink { return (try directory.linkTarget(name), status) }
            return try directory.read(name, limit: limits.fileBytes)
        } catch {
            // No link any more is EINVAL from readlinkat.
            if error.isAbsence || error.isOtherKind || error.code == EINVAL { return nil }
            throw .workTree("collect", error, at: path.display)
        }
    }

    /// Takes a tracked file over as it was.
    private mutating func keep(_ position: Int, status: FileStatus?) {
        isSeen[position] = true
        var file = old[position]
        file.status = status
        result.files.append(file)
    }
}

extension ObjectID {
    /// What git names an object with this content.
    fileprivate init(of kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) {
        var oid = git_oid()
        try check(bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, kind.type) }, "hash file")
        self.init(oid)
    }
}
