/// Where an object directory borrows objects from: `info/alternates` (gitrepository-layout(5)).
enum BorrowedObjects {
    /// The directory itself, and all it borrows from, at most five deep; what is not there is left out.
    static func directories(from directory: String) throws(GitError) -> [String] {
        var found = [directory]
        var level = [directory]
        for _ in 0..<5 {
            var next: [String] = []
            for directory in level {
                for named in try alternates(of: directory) {
                    guard let path = FileSystem.canonical(FileSystem.resolve(named, from: directory)),
                        FileSystem.isDirectory(path), !found.contains(path)
                    else { continue }
                    found.append(path)
                    next.append(path)
                }
            }
            level = next
        }
        return found
    }

    private static func alternates(of directory: String) throws(GitError) -> [String] {
        let path = directory + "/info/alternates"
        let bytes = try FileSystem.read(path, limit: 1 << 20, "open repository") ?? []
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        return lines.filter { !$0.hasPrefix("#") }
    }
}
