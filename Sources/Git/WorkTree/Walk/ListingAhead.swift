import Glibc
import Synchronization

/// Reads the directories of a list of files on a second thread, the last ones first, while a walk goes through them
/// from the beginning: the two meet in the middle.
///
/// Asking the kernel for the status of every file is most of what a walk does. A directory that could not be read here
/// is read by the walk itself, which knows what to do about it.
final class ListingAhead: Sendable {
    private struct State {
        var ready: [RawPath: DirectoryListing] = [:]
        /// How many directories the walk has come to.
        var entered = 0
        var isOver = false
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private let shared = Shared()
    private let thread: SideThread<Void>

    /// How few files are not worth a thread.
    private static let fewest = 2000

    /// Begins to read; `nil` where it would not be worth it.
    init?(_ files: [TrackedFile], in root: OpenDirectory, limit: Int) {
        guard files.count >= Self.fewest else { return nil }
        let directories = Self.directories(of: files)
        guard directories.count > 1 else { return nil }
        let shared = shared
        thread = SideThread {
            var chain = DirectoryChain(root: root)
            for (index, path) in directories.enumerated().reversed() {
                guard shared.state.withLock({ !$0.isOver && $0.entered <= index }) else { return }
                guard let listing = try? chain.directory(at: path.bytes[...]).listing(limit: limit) else { continue }
                shared.state.withLock { $0.ready[path] = listing }
            }
        }
    }

    /// What a directory holds, if it has been read already.
    func take(_ path: [UInt8]) -> DirectoryListing? {
        shared.state.withLock { state in
            state.entered += 1
            return state.ready.removeValue(forKey: RawPath(bytes: path))
        }
    }

    /// Ends the reading; returns when nothing is being read any more.
    func stop() {
        shared.state.withLock { $0.isOver = true }
        thread.wait()
    }

    /// The directories that have files directly in them, in the order in which a walk comes to them.
    private static func directories(of files: [TrackedFile]) -> [RawPath] {
        var directories: [RawPath] = []
        var known: Set<RawPath> = []
        for file in files {
            let path = file.path.bytes
            guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { continue }
            // Most often the one before it lies in the same.
            if let last = directories.last?.bytes, last.count == slash, path.starts(with: last) { continue }
            let directory = RawPath(bytes: path[..<slash])
            if known.insert(directory).inserted { directories.append(directory) }
        }
        return directories
    }
}
