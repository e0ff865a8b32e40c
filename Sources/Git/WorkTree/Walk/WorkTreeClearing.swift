import GitNames
import Glibc

/// Removes from a work tree whatever is not exactly as a fresh one with these files would have it.
///
/// What stays is what we laid out ourselves and nobody has touched since, where the new tree has the same; and what the
/// caller wants kept. The rest goes, links by themselves and directories with all that is in them.
struct WorkTreeClearing {
    /// Places in the list of the files that have to be laid out, in order.
    private(set) var missing: [Int] = []

    private let files: [TrackedFile]
    private let before: TrustedIndex
    private let kept: IgnoreFile
    private let root: OpenDirectory
    private let repository: Repository
    private let limits: WorkTreeLimits
    private var ahead: ListingAhead?
    private var frames: [WalkFrame] = []
    /// Directories that the new tree does not have, gone into for what is kept below: by the number of frames above.
    private var guests: Set<Int> = []

    /// - Parameters:
    ///   - files: What there shall be. One whose status is known may stay where the disk says the same.
    ///   - before: What the work tree held when it was last known.
    ///   - kept: Patterns of `.gitignore`'s kind.
    init(
        for files: [TrackedFile], before: TrustedIndex, keeping kept: [String], in root: OpenDirectory,
        repository: Repository, limits: WorkTreeLimits
    ) {
        self.files = files
        self.before = before
        self.kept = IgnoreFile(Array(kept.joined(separator: "\n").utf8))
        self.root = root
        self.repository = repository
        self.limits = limits
    }

    /// Goes through everything.
    mutating func run() throws(FileError) {
        ahead = ListingAhead(files, in: root, limit: .max)
        defer { ahead?.stop() }
        try enter(root, at: [], rules: IgnoreRules(), range: files.indices)
        while let last = frames.indices.last {
            switch frames[last].pair.step(in: files) {
            case .end:
                let done = frames.removeLast()
                // Empty when nothing in it was kept after all.
                if guests.remove(last) != nil, let parent = frames.last {
                    _ = try parent.directory.removeEmpty(Array(done.path[parent.prefix...]))
                }
            case .missing(let tracked): missing += tracked.range
            case .found(let index): try clear(index, in: frames[last])
            case .both(let index, let tracked):
                let position = tracked.range.lowerBound
                let frame = frames[last]
                if tracked.isDirectory {
                    let name = frame.pair.listing.name(index)
                    try enter(
                        frame.directory.accessibleDirectory(name), at: frame.path(of: name), rules: frame.rules,
                        range: tracked.range)
                } else if files[position].status?.matches(frame.pair.listing.status(index)) != true {
                    try frame.directory.removeTree(frame.pair.listing.name(index))
                    missing.append(position)
                }
            }
        }
    }

    private mutating func enter(
        _ directory: OpenDirectory, at path: [UInt8], rules: IgnoreRules, range: Range<Int>
    ) throws(FileError) {
        try directory.setPermissions(before.directoryMode)
        var frame = try WalkFrame(directory, at: path, depth: frames.count, rules: rules, range: range, ahead: ahead)
        if !kept.patterns.isEmpty, !rules.isWithinIgnored, let file = ignoreFile(in: frame) {
            frame.rules = rules.adding(file, directoryLength: frame.prefix)
        }
        frames.append(frame)
    }

    /// The ignore file that the new tree has in a directory; what the disk has may be anybody's.
    private func ignoreFile(in frame: WalkFrame) -> IgnoreFile? {
        guard let position = frame.pair.position(of: EntryName.gitignore, in: files),
            files[position].mode == .file || files[position].mode == .executable,
            let bytes = try? repository.blob(files[position].id, limit: IgnoreFile.limit)
        else { return nil }
        return IgnoreFile(bytes)
    }

    /// Removes what the new tree does not have, unless it is to be kept.
    private mutating func clear(_ index: Int, in frame: WalkFrame) throws(FileError) {
        let name = frame.pair.listing.name(index)
        let isDirectory = frame.pair.listing.status(index).kind == .directory
        let path = frame.path(of: name)
        // Where the list has another kind of thing under that name, nothing can be kept.
        guard !kept.patterns.isEmpty, frame.pair.position(of: name, in: files) == nil,
            !before.holds(path), isDirectory || !before.isDirectory(path)
        else { return try frame.directory.removeTree(name) }
        let isIgnored = frame.rules.ignores(path, isDirectory: isDirectory)
        if isIgnored, !before.isDirectory(path), kept.verdict(path: path[...], isDirectory: isDirectory) == true {
            return
        }
        guard isDirectory, kept.canMatch(below: path), frames.count < limits.depth else {
            return try frame.directory.removeTree(name)
        }
        guests.insert(frames.count)
        try enter(
            frame.directory.accessibleDirectory(name), at: path,
            rules: isIgnored ? frame.rules.withinIgnored : frame.rules, range: 0..<0)
    }
}
