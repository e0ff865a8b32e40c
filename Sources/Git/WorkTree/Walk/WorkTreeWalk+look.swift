import CLibgit2
import GitNames
import Glibc

extension WorkTreeWalk {
    /// Deals with a name of a directory, which the list may have too; `false` when what the list has was not met.
    mutating func look(
        at index: Int, in frame: WalkFrame, tracked: PairedDirectory.Tracked?
    ) throws(GitError) -> Bool {
        let name = frame.pair.listing.name(index)
        if frame.path.isEmpty, name == EntryName.git { return true }
        if name == EntryName.git {
            throw .refused("collect", RawPath(bytes: frame.path), "has a repository of its own")
        }
        // A submodule stays as it is, whatever stands in its place.
        if let position = frame.pair.position(of: name, in: old), old[position].mode == .submodule {
            if tracked != nil { keep(position, status: nil) }
            return true
        }
        let path = RawPath(bytes: frame.path(of: name))
        if tracked == nil, leftOut.contains(path) { return false }
        var seen: FileStatus? = frame.pair.listing.status(index)
        // What stood there may have become something else when it is opened: look again.
        for _ in 0..<3 {
            guard let status = seen else { return false }
            let isDirectory = status.kind == .directory
            let isMet = tracked.map { $0.isDirectory == isDirectory } ?? false
            let isIgnored = (isDirectory || !isMet) && frame.rules.ignores(path.bytes, isDirectory: isDirectory)
            if isIgnored, !isMet { return false }
            guard isMet || EntryName.isAllowed(name) else {
                throw .refused("collect", path, "has a name that git refuses")
            }
            switch status.kind {
            case .directory:
                guard frame.depth < limits.depth, path.bytes.count < 4096 else {
                    throw .tooMuch("collect", "\(path.display): more than \(limits.depth) directories deep")
                }
                let range = isMet ? tracked?.range : nil
                let rules = isIgnored ? frame.rules.withinIgnored : frame.rules
                if try goInto(name, of: frame, at: path, rules: rules, range: range ?? 0..<0) { return isMet }
            case .file, .symlink:
                let position = isMet ? tracked?.range.lowerBound : nil
                if try take(name, path, status, in: frame.directory, was: position) { return isMet }
            case .pipe: throw .refused("collect", path, "is a named pipe, which no tree can hold")
            case .socket: throw .refused("collect", path, "is a socket, which no tree can hold")
            case .device: throw .refused("collect", path, "is a device, which no tree can hold")
            }
            seen = try self.status(of: name, in: frame.directory, path)
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

    /// Goes into a directory; `false` when there is none any more.
    private mutating func goInto(
        _ name: [UInt8], of frame: WalkFrame, at path: RawPath, rules: IgnoreRules, range: Range<Int>
    ) throws(GitError) -> Bool {
        do throws(FileError) {
            let opened: OpenDirectory
            do throws(FileError) {
                opened = try frame.directory.directory(name)
                opened.widenOwnAccess(S_IRUSR | S_IXUSR)
            } catch  where error.code == EACCES {
                opened = try frame.directory.accessibleDirectory(name)
            } catch  where error.isAbsence || error.isOtherKind {
                return false
            }
            try enter(opened, at: path.bytes, depth: frame.depth + 1, rules: rules, range: range)
            return true
        } catch {
            throw .workTree("collect", error, at: path.display)
        }
    }

    /// Takes a file or a link over; `false` when it is not any more what it was seen to be.
    private mutating func take(
        _ name: [UInt8], _ path: RawPath, _ status: FileStatus, in directory: OpenDirectory, was position: Int?
    ) throws(GitError) -> Bool {
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
        if position == nil { result.added.append(path) } else { result.modified.append(path) }
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

    /// Takes a tracked file over with the content it had; it was touched, so it is not as we laid it out.
    private mutating func keep(_ position: Int, status: FileStatus?) {
        var file = old[position]
        file.status = status
        file.isPristine = false
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
