import Glibc

/// Goes through a directory for files that patterns name, `.git` directories left out.
///
/// A pattern that names a directory names all that is in it. Directories in which nothing can be named are not gone
/// into; links are not followed.
struct NamedFilesWalk {
    /// A name that the patterns name, of a file or of anything else but a directory.
    struct Found {
        let directory: OpenDirectory
        let name: [UInt8]
        /// From the root.
        let path: [UInt8]
        let status: FileStatus
        /// Whether the ignore files on the way ignore it.
        let isIgnored: Bool
    }

    private struct Place {
        var frame: WalkFrame
        /// Whether the directory itself was named.
        var isNamed: Bool
    }

    private let patterns: IgnoreFile
    private let limits: WorkTreeLimits
    private var places: [Place] = []
    private var entryCount = 0
    /// Whether there was more than the limits allow to look at.
    private(set) var isIncomplete = false

    init(_ patterns: [String], in root: OpenDirectory, limits: WorkTreeLimits) throws(FileError) {
        self.patterns = IgnoreFile(Array(patterns.joined(separator: "\n").utf8))
        self.limits = limits
        try enter(root, at: [], depth: 0, rules: IgnoreRules(), isNamed: false)
    }

    /// The next file, in the order of the bytes of the paths.
    mutating func next() -> Found? {
        while let last = places.indices.last {
            guard case .found(let index) = places[last].frame.pair.step(in: []) else {
                places.removeLast()
                continue
            }
            let place = places[last]
            let name = place.frame.pair.listing.name(index)
            if name == EntryName.git { continue }
            let path = place.frame.path(of: name)
            let status = place.frame.pair.listing.status(index)
            let isDirectory = status.kind == .directory
            let isNamed = place.isNamed || patterns.verdict(path: path[...], isDirectory: isDirectory) == true
            guard isNamed || (isDirectory && patterns.canMatch(below: path)) else { continue }
            let isIgnored = place.frame.rules.ignores(path, isDirectory: isDirectory)
            guard isDirectory else {
                return Found(
                    directory: place.frame.directory, name: name, path: path, status: status, isIgnored: isIgnored)
            }
            guard places.count < limits.depth, path.count < 4096, entryCount < limits.entries,
                let directory = try? place.frame.directory.directory(name)
            else {
                isIncomplete = true
                continue
            }
            let rules = isIgnored ? place.frame.rules.withinIgnored : place.frame.rules
            do throws(FileError) {
                try enter(directory, at: path, depth: places.count, rules: rules, isNamed: isNamed)
            } catch {
                isIncomplete = true
            }
        }
        return nil
    }

    private mutating func enter(
        _ directory: OpenDirectory, at path: [UInt8], depth: Int, rules: IgnoreRules, isNamed: Bool
    ) throws(FileError) {
        var frame = try WalkFrame(
            directory, at: path, depth: depth, rules: rules, range: 0..<0, limit: max(1, limits.entries - entryCount))
        entryCount += frame.pair.listing.count
        frame.rules = rules.adding(ignoreFileIn: directory, directoryLength: frame.prefix)
        places.append(Place(frame: frame, isNamed: isNamed))
    }
}

extension IgnoreRules {
    /// The rules with those of the ignore file that a directory has, where it counts and has one.
    func adding(ignoreFileIn directory: OpenDirectory, directoryLength: Int) -> IgnoreRules {
        guard !isWithinIgnored, let bytes = try? directory.read(EntryName.gitignore, limit: IgnoreFile.limit).bytes
        else { return self }
        return adding(IgnoreFile(bytes), directoryLength: directoryLength)
    }
}
