import Glibc

extension OpenDirectory {
    /// Makes a regular file that did not exist and writes it.
    ///
    /// - Returns: Its status after the last write.
    @discardableResult
    func create(_ name: [UInt8], _ bytes: [UInt8], executable: Bool = false) throws(FileError) -> FileStatus {
        let number = name.asCString {
            openat(
                descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                mode_t(executable ? 0o777 : 0o666))
        }
        guard number >= 0 else { throw FileError("openat") }
        let file = OpenDirectory(adopting: number)
        if let error = bytes.withUnsafeBytes({ Self.write($0, to: file.descriptor) }) { throw error }
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else { throw FileError("fstat") }
        return FileStatus(status)
    }

    /// Makes a symbolic link that did not exist.
    func createLink(_ name: [UInt8], to target: [UInt8]) throws(FileError) -> FileStatus {
        guard name.asCString({ name in target.asCString { symlinkat($0, descriptor, name) } }) == 0 else {
            throw FileError("symlinkat")
        }
        guard let status = try status(name) else { throw FileError("fstatat", code: ENOENT) }
        return status
    }

    /// Puts a file with this content at a name in one step, whatever file or link stood there.
    ///
    /// A directory at the name is an error (`EISDIR`).
    func replace(_ name: [UInt8], with bytes: [UInt8]) throws(FileError) {
        let temporary = Array(".taskdaemon-".utf8) + name.prefix(200) + Array(".new".utf8)
        try removeTree(temporary)
        try create(temporary, bytes)
        guard temporary.asCString({ from in name.asCString { renameat(descriptor, from, descriptor, $0) } }) == 0
        else { throw FileError("renameat") }
    }

    /// Reads a regular file.
    ///
    /// The status is that of before the reading; a file that changed while it was read is read again, a few times.
    /// - Throws: `EFBIG` beyond `limit` bytes; `ELOOP` when no regular file stands at the name.
    func read(_ name: [UInt8], limit: Int) throws(FileError) -> (bytes: [UInt8], status: FileStatus) {
        var content = try readOnce(name, limit: limit)
        for _ in 0..<3 where !content.isSteady { content = try readOnce(name, limit: limit) }
        return (content.bytes, content.status)
    }

    private func readOnce(
        _ name: [UInt8], limit: Int
    ) throws(FileError) -> (bytes: [UInt8], status: FileStatus, isSteady: Bool) {
        // Not blocking, so that a pipe that has just taken the file's place cannot hold us.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        var number = name.asCString { openat(descriptor, $0, flags) }
        if number < 0, errno == EACCES {
            try widenAccess(name)
            number = name.asCString { openat(descriptor, $0, flags) }
        }
        guard number >= 0 else { throw FileError("openat") }
        let file = OpenDirectory(adopting: number)
        var raw = stat()
        guard fstat(file.descriptor, &raw) == 0 else { throw FileError("fstat") }
        let before = FileStatus(raw)
        guard before.kind == .file else { throw FileError("openat", code: ELOOP) }
        guard before.size <= limit else { throw FileError("read", code: EFBIG) }
        var failure: FileError?
        // One byte more than it should have: a file that grows is noticed.
        let capacity = Int(before.size) + 1
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            while count < capacity {
                let got = Glibc.read(file.descriptor, buffer.baseAddress.map { $0 + count }, capacity - count)
                if got == 0 { return }
                if got > 0 {
                    count += got
                } else if errno != EINTR {
                    failure = FileError("read")
                    return
                }
            }
        }
        if let failure { throw failure }
        guard fstat(file.descriptor, &raw) == 0 else { throw FileError("fstat") }
        let isSteady = FileStatus(raw) == before && bytes.count == Int(before.size)
        return (bytes, before, isSteady)
    }

    /// What a symbolic link points at.
    func linkTarget(_ name: [UInt8]) throws(FileError) -> [UInt8] {
        // Longer than any path the kernel takes, so that what fills it cannot be whole.
        let capacity = 8192
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            length = name.asCString { name in
                guard let start = buffer.baseAddress else { return -1 }
                return readlinkat(
                    descriptor, name, UnsafeMutableRawPointer(start).assumingMemoryBound(to: CChar.self), capacity)
            }
            count = max(0, length)
        }
        guard length >= 0 else { throw FileError("readlinkat") }
        guard length < capacity else { throw FileError("readlinkat", code: ENAMETOOLONG) }
        return bytes
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> FileError? {
        var done = 0
        while done < bytes.count {
            let written = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if written >= 0 {
                done += written
            } else if errno != EINTR {
                return FileError("write")
            }
        }
        return nil
    }
}
