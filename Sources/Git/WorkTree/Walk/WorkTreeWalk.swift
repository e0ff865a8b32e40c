import GitNames
import Glibc

/// One pass over a work tree: every name is looked at, what was touched is read.
struct WorkTreeWalk {
    /// What a pass found.
    struct Result {
        var files: [TrackedFile] = []
        var changes: [RawPath: (FileMode, ObjectID)?] = [:]
        var added: [RawPath] = []
        var modified: [RawPath] = []
        var removed: [RawPath] = []
    }

    var result = Result()
    let old: [TrackedFile]
    let writer: ObjectWriter
    let limits: WorkTreeLimits
    /// New files that are none of what the tree holds.
    let leftOut: Set<RawPath>
    let inspect: ContentInspection?
    private let root: OpenDirectory
    private var ahead: ListingAhead?
    private var frames: [WalkFrame] = []
    private var entryCount = 0
    var readBytes = 0

    init(
        of index: TrustedIndex, in root: OpenDirectory, into writer: ObjectWriter, leavingOut leftOut: Set<RawPath>,
        limits: WorkTreeLimits, inspecting inspect: ContentInspection?
    ) {
        old = index.files
        self.leftOut = leftOut
        self.root = root
        self.writer = writer
        self.limits = limits
        self.inspect = inspect
    }

    /// Goes through everything.
    mutating func run() throws(GitError) {
        result.files.reserveCapacity(old.count)
        root.widenOwnAccess(S_IRUSR | S_IXUSR)
        ahead = ListingAhead(old, in: root, limit: limits.entries)
        defer { ahead?.stop() }
        do throws(FileError) {
            try enter(root, at: [], depth: 0, rules: IgnoreRules(), range: old.indices)
        } catch {
            throw .workTree("collect", error, at: "the work tree")
        }
        try checkCount()
        while let last = frames.indices.last {
            switch frames[last].pair.step(in: old) {
            case .end: frames.removeLast()
            case .missing(let tracked): lose(tracked.range)
            case .found(let index): _ = try look(at: index, in: frames[last], tracked: nil)
            case .both(let index, let tracked):
                let position = tracked.range.lowerBound
                if !tracked.isDirectory, let known = old[position].status,
                    known.matches(frames[last].pair.listing.status(index))
                {
                    result.files.append(old[position])
                } else if try !look(at: index, in: frames[last], tracked: tracked) {
                    // It has become something else since the directory was read.
                    lose(tracked.range)
                }
            }
            try checkCount()
        }
        // In order as they were met, unless something changed under the pass.
        if zip(result.files, result.files.dropFirst()).contains(where: { !($0.path < $1.path) }) {
            result.files.sort { $0.path < $1.path }
        }
    }

    /// Goes into a directory that is held open.
    mutating func enter(
        _ directory: OpenDirectory, at path: [UInt8], depth: Int, rules: IgnoreRules, range: Range<Int>
    ) throws(FileError) {
        var frame = try WalkFrame(
            directory, at: path, depth: depth, rules: rules, range: range,
            limit: max(1, limits.entries - entryCount + 2), ahead: ahead)
        entryCount += frame.pair.listing.count
        // A link or a pipe of that name is no ignore file; git does not follow it either.
        if frame.pair.listing.contains(EntryName.gitignore) {
            frame.rules = rules.adding(ignoreFileIn: directory, directoryLength: frame.prefix)
        }
        frames.append(frame)
    }

    private func checkCount() throws(GitError) {
        // The root's own `.git` is none of them.
        guard entryCount <= limits.entries + 1 else {
            throw .tooMuch("collect", "the work tree has more than \(limits.entries) entries")
        }
    }

    /// Takes files that were not met for removed, save submodules, which stay.
    private mutating func lose(_ range: Range<Int>) {
        for position in range {
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
        guard !result.changes.isEmpty else { return false }
        var above = path.bytes[...]
        while let slash = above.lastIndex(of: UInt8(ascii: "/")) {
            above = above[..<slash]
            if let change = result.changes[RawPath(bytes: above)], change != nil { return true }
        }
        return false
    }
}
