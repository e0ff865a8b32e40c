import GitNames

/// One path of a tree as it was laid out or taken: what git holds, and what the disk held then.
struct TrackedFile: Sendable {
    var path: RawPath
    var mode: FileMode
    var id: ObjectID
    /// What `lstat` said; `nil` when the file has to be read to know whether it is still the same.
    var status: FileStatus?
    /// Whether `status` is that of a file which we laid out ourselves and nobody has touched since: no other content,
    /// permissions, attributes or links can have come to it without its showing, so it is as a fresh work tree has it.
    var isPristine = false
}
