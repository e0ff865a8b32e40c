import GitNames

extension PrivateWorkTree {
    /// Takes files along from another directory that patterns name, where this tree's ignore files ignore them.
    ///
    /// Only regular files, and none by way of a symbolic link, on either side. What the tree has under that name stays;
    /// what is not ignored is left out, since it would be taken for a result.
    ///
    /// - Parameters:
    ///   - source: An absolute path, such as that of the workspace's working tree.
    ///   - patterns: Of `.gitignore`'s kind.
    /// - Throws: `.noSpace`, and what says that this work tree cannot be used.
    public func copyFiles(
        named patterns: [String], from source: String, limits bounds: NamedFileLimits
    ) throws(GitError) -> NamedFiles {
        let index = try loadIndex()
        let root = try openRoot(for: "copy files")
        var copied = NamedFiles()
        var walk: NamedFilesWalk
        do throws(FileError) {
            walk = try NamedFilesWalk(patterns, in: OpenDirectory.open(trusted: source), limits: limits)
        } catch {
            throw .workTree("copy files", error, at: source)
        }
        var ignored = IgnoredPlaces(in: root)
        while let found = walk.next() {
            guard !index.holds(found.path), !index.isDirectory(found.path) else { continue }
            guard copied.admits(found, bounds) else { continue }
            guard ignored.contains(found.path) else {
                copied.leaveOut(found.path, "is not ignored by the work tree")
                continue
            }
            do throws(FileError) {
                let content = try found.directory.read(found.name, limit: bounds.fileBytes)
                let slash = found.path.lastIndex(of: UInt8(ascii: "/")) ?? 0
                var chain = DirectoryChain(root: root)
                let directory = try chain.directory(at: found.path[..<slash], making: true)
                try directory.removeTree(found.name)
                try directory.create(found.name, content.bytes, executable: content.status.isExecutable)
                copied.taken.append(RawPath(bytes: found.path))
                copied.bytes += content.bytes.count
            } catch {
                let failure = GitError.workTree("copy files", error, at: RawPath(bytes: found.path).display)
                if failure.code == .noSpace { throw failure }
                copied.leaveOut(found.path, "\(error.call): \(error.message)")
            }
        }
        if walk.isIncomplete { copied.leaveOut([], "not everything could be looked at") }
        return copied
    }

    /// Puts files that patterns name, and that are ignored, into a tree.
    ///
    /// - Parameters:
    ///   - patterns: Of `.gitignore`'s kind.
    ///   - writer: Has the tree and its objects afterwards.
    ///   - refusal: Says of a file's content why it is left out; `nil` when it is not.
    public func keepFiles(
        named patterns: [String], limits bounds: NamedFileLimits, into writer: ObjectWriter,
        refusing refusal: (RawPath, [UInt8]) -> String? = { _, _ in nil }
    ) throws(GitError) -> NamedFiles {
        let index = try loadIndex()
        let root = try openRoot(for: "keep files")
        var kept = NamedFiles()
        var walk: NamedFilesWalk
        do throws(FileError) {
            walk = try NamedFilesWalk(patterns, in: root, limits: limits)
        } catch {
            throw .workTree("keep files", error, at: directory)
        }
        var changes: [RawPath: (mode: FileMode, id: ObjectID)?] = [:]
        while let found = walk.next() {
            // What is not ignored is in the commit.
            guard found.isIgnored, !index.holds(found.path), kept.admits(found, bounds) else { continue }
            let path = RawPath(bytes: found.path)
            guard path.components.allSatisfy({ EntryName.isAllowed($0.bytes) }) else {
                kept.leaveOut(found.path, "has a name that git refuses")
                continue
            }
            let content: (bytes: [UInt8], status: FileStatus)
            do throws(FileError) {
                content = try found.directory.read(found.name, limit: bounds.fileBytes)
            } catch {
                kept.leaveOut(found.path, "\(error.call): \(error.message)")
                continue
            }
            if let reason = refusal(path, content.bytes) {
                kept.leaveOut(found.path, reason)
                continue
            }
            let mode: FileMode = content.status.isExecutable ? .executable : .file
            changes.updateValue((mode, try writer.blob(content.bytes)), forKey: path)
            kept.taken.append(path)
            kept.bytes += content.bytes.count
        }
        if walk.isIncomplete { kept.leaveOut([], "not everything could be looked at") }
        if !changes.isEmpty { kept.tree = try writer.tree(updating: nil, changes) }
        return kept
    }

    /// About how many bytes of the disk a directory takes up, with what is below it; what cannot be read counts nothing,
    /// nor does what is more than 128 directories deep.
    public static func diskUse(of directory: String) -> Int64 {
        guard let root = try? OpenDirectory.open(path: directory) else { return 0 }
        var pending: [(parent: OpenDirectory, name: [UInt8], depth: Int)] = []
        var total: Int64 = 0
        func add(_ directory: OpenDirectory, depth: Int) {
            guard let listing = try? directory.listing() else { return }
            for index in 0..<listing.count {
                let status = listing.status(index)
                total += (status.size + 4095) / 4096 * 4096
                if status.kind == .directory, depth < 128 {
                    pending.append((directory, listing.name(index), depth + 1))
                }
            }
        }
        add(root, depth: 0)
        while let next = pending.popLast() {
            if let directory = try? next.parent.directory(next.name) { add(directory, depth: next.depth) }
        }
        return total
    }
}

/// Answers for paths of a work tree whether its ignore files ignore them.
private struct IgnoredPlaces {
    private let root: OpenDirectory
    private var last: (directory: [UInt8], rules: IgnoreRules)?

    init(in root: OpenDirectory) { self.root = root }

    mutating func contains(_ path: [UInt8]) -> Bool {
        let directory = path.lastIndex(of: UInt8(ascii: "/")).map { Array(path[..<$0]) } ?? []
        if last?.directory != directory { last = (directory, rules(in: directory)) }
        return last?.rules.ignores(path, isDirectory: false) ?? false
    }

    /// The rules that hold in a directory, which need not exist.
    private func rules(in directory: [UInt8]) -> IgnoreRules {
        var rules = IgnoreRules().adding(ignoreFileIn: root, directoryLength: 0)
        var opened: OpenDirectory? = root
        var path: [UInt8] = []
        for name in directory.split(separator: UInt8(ascii: "/")) {
            path += (path.isEmpty ? [] : [UInt8(ascii: "/")]) + name
            if rules.ignores(path, isDirectory: true) { return rules.withinIgnored }
            opened = opened.flatMap { try? $0.directory(Array(name)) }
            if let opened { rules = rules.adding(ignoreFileIn: opened, directoryLength: path.count + 1) }
        }
        return rules
    }
}
