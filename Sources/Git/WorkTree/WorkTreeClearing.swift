import GitNames
import Glibc

/// Removes from a work tree whatever a given set of files could not have left there.
///
/// What stays is what the trusted index knows, in the very state in which it knows it, where the new tree has the same;
/// and what the caller wants kept. The rest goes, links by themselves and directories with all that is in them.
struct WorkTreeClearing {
    /// The files that stay, and what the disk holds.
    private(set) var left: [RawPath: FileStatus] = [:]

    private let known: [RawPath: TrackedFile]
    private let wanted: [RawPath: TrackedFile]
    private let directories: Set<RawPath>
    private let kept: IgnoreFile
    private var chain: DirectoryChain

    init(of index: TrustedIndex, for files: [TrackedFile], keeping kept: [String], in root: OpenDirectory) {
        known = Dictionary(index.files.map { ($0.path, $0) }) { first, _ in first }
        wanted = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
        directories = RawPath.directories(above: files.map(\.path))
        self.kept = IgnoreFile(Array(kept.joined(separator: "\n").utf8))
        chain = DirectoryChain(root: root)
    }

    /// Goes through everything.
    mutating func run() throws(FileError) {
        var pending: [[UInt8]] = [[]]
        while let path = pending.popLast() {
            let directory = try open(path)
            for name in try directory.names().sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                let child = RawPath(bytes: path.isEmpty ? name : path + [UInt8(ascii: "/")] + name)
                guard let status = try directory.status(name) else { continue }
                if status.kind == .directory, directories.contains(child), wanted[child] == nil {
                    pending.append(child.bytes)
                } else if isAsWanted(child, status) {
                    left[child] = status
                } else if !isKept(child, status) {
                    try directory.removeTree(name)
                }
            }
        }
    }

    private mutating func open(_ path: [UInt8]) throws(FileError) -> OpenDirectory {
        guard !path.isEmpty else { return chain.root }
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let parent = try chain.directory(at: path[..<(slash ?? 0)])
        return try parent.accessibleDirectory(Array(path[(slash.map { $0 + 1 } ?? 0)...]))
    }

    private func isAsWanted(_ path: RawPath, _ status: FileStatus) -> Bool {
        guard let new = wanted[path], let old = known[path], let before = old.status else { return false }
        return new.mode == old.mode && new.id == old.id && before.matches(status)
    }

    /// Whether the caller wants to keep what the new tree does not have.
    private func isKept(_ path: RawPath, _ status: FileStatus) -> Bool {
        guard wanted[path] == nil, known[path] == nil, !directories.contains(path) else { return false }
        return kept.verdict(path: path.bytes[...], isDirectory: status.kind == .directory) == true
    }
}
