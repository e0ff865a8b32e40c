import GitNames
import Glibc

/// One look at the files of the ref store below a prefix.
struct LooseRefs {
    /// What the names must start with.
    let prefix: String
    /// The refs and what they say.
    private(set) var found: [(RefName, RefContent)] = []
    /// Refs with a name but nothing that can be read in them.
    private(set) var broken: [RefName] = []
    /// How many files are no refs that can be used.
    private(set) var unreadable = 0

    init(prefix: String) { self.prefix = prefix }

    /// Looks through a git directory, from the deepest directory that can hold the prefix.
    mutating func run(
        in root: String, at start: String? = nil, excluding: [String] = []
    ) throws(GitError) {
        var start = start ?? ""
        if prefix.hasPrefix(start), let slash = prefix.utf8.lastIndex(of: UInt8(ascii: "/")) {
            start = String(prefix[...slash])
        }
        if start.isEmpty || !start.hasPrefix("refs/") { start = "refs/" }
        var pending = [start]
        while let directory = pending.popLast() {
            guard !excluding.contains(directory),
                let names = try FileSystem.names(in: root + "/" + directory, "list refs")
            else { continue }
            for bytes in names {
                guard let name = String(validating: bytes, as: UTF8.self) else {
                    unreadable += 1
                    continue
                }
                try look(at: directory + name, in: root, &pending)
            }
        }
    }

    private mutating func look(
        at name: String, in root: String, _ pending: inout [String]
    ) throws(GitError) {
        // Of a directory, what is below matters; of anything else, what it is called.
        let covers = name.hasPrefix(prefix) || prefix.hasPrefix(name + "/")
        guard covers, !name.hasSuffix(".lock") else { return }
        let path = root + "/" + name
        var bytes: [UInt8]?
        do { bytes = try FileSystem.read(path, limit: 1 << 16, "read ref") } catch {
            guard error.code == .invalid || error.code == .limitExceeded else { throw error }
            unreadable += 1
            return
        }
        guard let bytes else {
            // A directory, or gone since the directory was read.
            if FileSystem.isDirectory(path) { pending.append(name + "/") }
            return
        }
        guard name.hasPrefix(prefix) else { return }
        let ref = RefName(name)
        guard ref.isValid, let content = RefContent(bytes) else {
            unreadable += 1
            if ref.isValid { broken.append(ref) }
            return
        }
        found.append((ref, content))
    }
}
