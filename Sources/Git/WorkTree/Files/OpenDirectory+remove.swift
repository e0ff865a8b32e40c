import Glibc

extension OpenDirectory {
    /// Removes a file, a link, or anything else that is not a directory.
    func removeFile(_ name: [UInt8]) throws(FileError) {
        guard name.asCString({ unlinkat(descriptor, $0, 0) }) == 0 || errno == ENOENT else {
            throw FileError("unlinkat")
        }
    }

    /// Removes whatever stands at a name, with all that is below it; nothing is fine too.
    ///
    /// No symbolic link is followed and no permission within stops it, as long as everything is ours. Directories found
    /// below are first moved up next to their parent, so that neither the depth of the nesting nor the length of a
    /// path, nor the number of open files, is of any importance.
    func removeTree(_ name: [UInt8]) throws(FileError) {
        guard let status = try status(name) else { return }
        guard status.kind == .directory else { return try removeFile(name) }
        if try removeEmpty(name) { return }
        let root = try accessibleDirectory(name)
        var pending = try root.removeFiles()
        var number = 0
        while let next = pending.popLast() {
            if try root.removeEmpty(next) { continue }
            let directory = try root.accessibleDirectory(next)
            for child in try directory.removeFiles() where try !directory.removeEmpty(child) {
                pending.append(try directory.moveUp(child, to: root, &number))
            }
            pending.append(next)
        }
        guard try removeEmpty(name) else { throw FileError("unlinkat", code: ENOTEMPTY) }
    }

    /// Removes an empty directory; `false` when it is not empty.
    func removeEmpty(_ name: [UInt8]) throws(FileError) -> Bool {
        if name.asCString({ unlinkat(descriptor, $0, AT_REMOVEDIR) }) == 0 { return true }
        let error = FileError("unlinkat")
        switch error.code {
        case ENOENT: return true
        case ENOTEMPTY, EEXIST: return false
        // What has become a file meanwhile.
        case ENOTDIR:
            try removeFile(name)
            return true
        default: throw error
        }
    }

    /// Removes everything in it but directories, whose names it returns.
    private func removeFiles() throws(FileError) -> [[UInt8]] {
        var directories: [[UInt8]] = []
        for name in try names() {
            if try status(name)?.kind == .directory {
                directories.append(name)
            } else {
                try removeFile(name)
            }
        }
        return directories
    }

    private func moveUp(
        _ name: [UInt8], to root: OpenDirectory, _ number: inout Int
    ) throws(FileError) -> [UInt8] {
        var widened = false
        while true {
            number += 1
            let target = Array(".taskdaemon-removed-\(number)".utf8)
            if name.asCString({ from in target.asCString { renameat(descriptor, from, root.descriptor, $0) } }) == 0 {
                return target
            }
            let error = FileError("renameat")
            switch error.code {
            // The name is taken: the next one.
            case EEXIST, ENOTEMPTY, ENOTDIR: continue
            // A directory that changes its parent is itself written to.
            case EACCES where !widened:
                try widenAccess(name)
                widened = true
            default: throw error
            }
        }
    }
}
