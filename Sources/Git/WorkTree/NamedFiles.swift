public import GitNames

/// How many files that patterns name are taken, and how large.
public struct NamedFileLimits: Hashable, Sendable {
    /// How many files.
    public var files: Int
    /// How many bytes one may have.
    public var fileBytes: Int
    /// How many bytes all together may have.
    public var totalBytes: Int

    /// States limits.
    public init(files: Int, fileBytes: Int, totalBytes: Int) {
        self.files = files
        self.fileBytes = fileBytes
        self.totalBytes = totalBytes
    }
}

/// Files that patterns named, and what became of them.
public struct NamedFiles: Sendable {
    /// Those that were taken, in order.
    public internal(set) var taken: [RawPath] = []
    /// A tree with those that were taken, where one was asked for and there is any.
    public internal(set) var tree: ObjectID?
    /// How many were left out.
    public internal(set) var leftOutCount = 0
    /// Of those that were left out the first few, each with the reason.
    public internal(set) var leftOut: [(path: RawPath, reason: String)] = []
    /// How many bytes were taken.
    public internal(set) var bytes = 0

    mutating func leaveOut(_ path: [UInt8], _ reason: String) {
        leftOutCount += 1
        if leftOut.count < 5 { leftOut.append((RawPath(bytes: path), reason)) }
    }

    /// Whether one more file is taken; says why not.
    mutating func admits(_ found: NamedFilesWalk.Found, _ limits: NamedFileLimits) -> Bool {
        guard found.status.kind == .file else {
            leaveOut(found.path, "is no regular file")
            return false
        }
        guard found.status.size <= limits.fileBytes else {
            leaveOut(found.path, "has \(found.status.size) bytes, allowed are \(limits.fileBytes)")
            return false
        }
        guard taken.count < limits.files, bytes + Int(found.status.size) <= limits.totalBytes else {
            leaveOut(found.path, "is more than \(limits.files) files or \(limits.totalBytes) bytes in all")
            return false
        }
        return true
    }
}
