import GitNames
import Glibc

/// One pass over a work tree: every name is looked at, what was touched is read.
///
/// Works on directories held open and single names in them, without recursion, so that nothing in the tree can lead out
/// of it or wear out the stack.
struct WorkTreeWalk {
    /// What a pass found.
    struct Result {
        var files: [TrackedFile] = []
        var changes: [RawPath: (FileMode, ObjectID)?] = [:]
        var added: [RawPath] = []
        var modified: [RawPath] = []
        var removed: [RawPath] = []
    }

    /// A directory that is still to be gone through.
    struct Pending {
        var path: [UInt8]
        var depth: Int
        var rules: IgnoreRules
    }

    var result = Result()

    let old: [TrackedFile]
    let positions: [RawPath: Int]
    let trackedDirectories: Set<RawPath>
    var isSeen: [Bool]
    private var pending: [Pending] = []
    private var chain: DirectoryChain
    let writer: ObjectWriter
    let limits: WorkTreeLimits
    let inspect: ContentInspection?
    var entryCount = 0
    var readBytes = 0

    init(
        of index: TrustedIndex, in root: OpenDirectory, into writer: ObjectWriter, limits: WorkTreeLimits,
        inspecting inspect: ContentInspection?
    ) {
        old = index.files
        isSeen = Array(repeating: false, count: old.count)
        chain = DirectoryChain(root: root)
        self.writer = writer
        self.limits = limits
        self.inspect = inspect
        var positions: [RawPath: Int] = [:]
        positions.reserveCapacity(old.count)
        for (position, file) in old.enumerated() { positions[file.path] = position }
        self.positions = positions
        trackedDirectories = RawPath.directories(above: old.lazy.map(\.path))
    }

    /// Goes through everything.
    mutating func run() throws(GitError) {
        result.files.reserveCapacity(old.count)
        pending = [Pending(path: [], depth: 0, rules: IgnoreRules())]
        while let next = pending.popLast() { try visit(next) }
        removeUnseen()
        result.files.sort { $0.path < $1.path }
        result.added.sort()
        result.modified.sort()
        result.removed.sort()
    }

    private mutating func visit(_ place: Pending) throws(GitError) {
        let directory: OpenDirectory
        let names: [[UInt8]]
        do throws(FileError) {
            guard let opened = try open(place) else { return }
            directory = opened
            names = try directory.names().sorted { $0.lexicographicallyPrecedes($1) }
        } catch {
            throw .workTree("collect", error, at: RawPath(bytes: place.path).display)
        }
        var here = place
        if !here.rules.isWithinIgnored {
            let prefix = here.path.isEmpty ? 0 : here.path.count + 1
            if let file = ignoreFile(in: directory, names) {
                here.rules = here.rules.adding(file, directoryLength: prefix)
            }
        }
        // Backwards onto the stack, so that directories come off it in order.
        var below: [Pending] = []
        for name in names {
            if let next = try look(at: name, in: directory, here) { below.append(next) }
        }
        pending.append(contentsOf: below.reversed())
    }

    /// Opens a directory that was seen a moment ago; `nil` when it has gone since.
    private mutating func open(_ place: Pending) throws(FileError) -> OpenDirectory? {
        do throws(FileError) {
            let opened = try chain.directory(at: place.path[...])
            if !place.path.isEmpty { opened.widenOwnAccess(S_IRUSR | S_IXUSR) }
            return opened
        } catch  where error.code == EACCES {
            let slash = place.path.lastIndex(of: UInt8(ascii: "/"))
            let parent = try chain.directory(at: place.path[..<(slash ?? 0)])
            return try parent.accessibleDirectory(Array(place.path[(slash.map { $0 + 1 } ?? 0)...]))
        } catch  where error.code == ENOENT {
            return nil
        }
    }

    private func ignoreFile(in directory: OpenDirectory, _ names: [[UInt8]]) -> IgnoreFile? {
        let name = Array(".gitignore".utf8)
        guard names.contains(name) else { return nil }
        // A link or a pipe of that name is no ignore file; git does not follow it either.
        let bytes = try? directory.read(name, limit: IgnoreFile.limit).bytes
        return bytes.map { IgnoreFile($0) }
    }

    /// Takes what was not met for removed, save submodules, which stay.
    private mutating func removeUnseen() {
        for position in old.indices where !isSeen[position] {
            let file = old[position]
            if file.mode == .submodule, !isReplacedAbove(file.path) {
                result.files.append(file)
            } else {
                result.removed.append(file.path)
                // A file in the place of the directory takes it away by itself.
                if !isReplacedAbove(file.path) { result.changes.updateValue(nil, forKey: file.path) }
            }
        }
    }

    /// Whether a directory on the way to a path has become a file.
    private func isReplacedAbove(_ path: RawPath) -> Bool {
        var above = path.bytes[...]
        while let slash = above.lastIndex(of: UInt8(ascii: "/")) {
            above = above[..<slash]
            if let change = result.changes[RawPath(bytes: above)], change != nil { return true }
        }
        return false
    }
}
