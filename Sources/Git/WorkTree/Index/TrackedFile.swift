import GitNames

/// One path of a tree as it was laid out or taken: what git holds, and what the disk held then.
struct TrackedFile: Sendable {
    var path: RawPath
    var mode: FileMode
    var id: ObjectID
    /// What `lstat` said; `nil` when the file has to be read to know whether it is still the same.
    var status: FileStatus?
}
