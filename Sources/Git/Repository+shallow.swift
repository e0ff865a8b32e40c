import GitNames

extension Repository {
    /// The commits whose parents a shallow clone left out.
    func shallowCommits() throws(GitError) -> Set<ObjectID> {
        guard let bytes = try FileSystem.read(commonDirectory + "/shallow", "read shallow file") else { return [] }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        return Set(lines.compactMap { ObjectID(hex: String(decoding: $0, as: UTF8.self)) })
    }
}
