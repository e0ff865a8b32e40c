import GitNames
import Glibc

/// Writes files of a tree into a directory, byte for byte.
///
/// Everything is made new and exclusively, in directories held open: nothing that stands there already is written to,
/// and nothing leads out.
struct TreeLayout {
    private let repository: Repository
    private let limits: WorkTreeLimits
    private var chain: DirectoryChain

    init(into root: OpenDirectory, from repository: Repository, limits: WorkTreeLimits) {
        self.repository = repository
        self.limits = limits
        chain = DirectoryChain(root: root)
    }

    /// Sums up what the files hold, from what the disk is known to hold and the headers of their objects.
    ///
    /// - Throws: `.limitExceeded` for a file or a sum beyond the limits.
    static func check(_ files: [TrackedFile], in repository: Repository, limits: WorkTreeLimits) throws(GitError) {
        var sizes: [ObjectID: Int] = [:]
        var total = 0
        for file in files where file.mode != .submodule {
            let size: Int
            if let status = file.status {
                size = Int(status.size)
            } else if let known = sizes[file.id] {
                size = known
            } else {
                size = try repository.header(file.id).size
                sizes[file.id] = size
            }
            guard size <= limits.fileBytes else {
                throw .tooMuch("lay out", "\(file.path.display) has \(size) bytes, allowed are \(limits.fileBytes)")
            }
            total += size
            guard total <= limits.totalBytes else {
                throw .tooMuch("lay out", "the files of the tree have more than \(limits.totalBytes) bytes")
            }
        }
    }

    /// Makes one file, link, or empty directory for a submodule, and notes what the disk holds.
    mutating func lay(_ file: inout TrackedFile) throws(GitError) {
        let path = file.path.bytes
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let name = Array(path[(slash.map { $0 + 1 } ?? 0)...])
        let content = file.mode == .submodule ? [] : try repository.blob(file.id, limit: limits.fileBytes)
        do throws(FileError) {
            let directory = try chain.directory(at: path[..<(slash ?? 0)], making: true)
            switch file.mode {
            case .submodule:
                _ = try directory.directoryMaking(name)
                file.status = nil
                return
            case .symlink:
                guard !content.isEmpty, !content.contains(0) else { throw FileError("symlinkat", code: EINVAL) }
                file.status = try directory.createLink(name, to: content)
            case .file, .executable, .tree:
                file.status = try directory.create(name, content, executable: file.mode == .executable)
            }
            file.isPristine = true
        } catch {
            throw .workTree("lay out", error, at: file.path.display)
        }
    }
}
