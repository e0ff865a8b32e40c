import Glibc

/// An inotify instance that watches directories for names that come and go; it closes with the value.
///
/// Not `Sendable`: it belongs to the thread that reads it.
final class DirectoryWatches {
    struct Event {
        /// The directory, as it was given to `add`.
        var directory: String
        /// What came or went in it; `nil` is a name that is not UTF-8.
        var name: String?
        var isDirectory: Bool
        /// Whether it may be there now: it was made, or moved here.
        var hasCome: Bool
    }

    enum Reading {
        /// Everything that had happened was handed over.
        case complete
        /// The kernel threw events away.
        case overflow
    }

    /// To be polled; readable when something has happened.
    let descriptor: Int32
    /// The most directories that are watched.
    private let maximum: Int
    private var directories: [Int32: String] = [:]
    private var descriptors: [String: Int32] = [:]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    private static let mask = UInt32(IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_ONLYDIR | IN_EXCL_UNLINK)

    /// Makes an instance, or `nil` when the user has too many; `errno` says so.
    init?(maximum: Int) {
        self.maximum = maximum
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Watches a directory; 0, or the error. One that is watched already costs nothing.
    func add(_ directory: String) -> Int32 {
        if descriptors[directory] == nil, descriptors.count >= maximum { return ENOSPC }
        let watch = inotify_add_watch(descriptor, directory, Self.mask)
        guard watch >= 0 else { return errno }
        // The same directory under another name: it was moved.
        if let other = directories[watch], other != directory { descriptors[other] = nil }
        directories[watch] = directory
        descriptors[directory] = watch
        return 0
    }

    /// How many directories are watched.
    var count: Int { directories.count }

    /// Hands over everything that has happened so far.
    func read(_ handle: (Event) -> Void) -> Reading {
        var reading = Reading.complete
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                return reading
            }
            var offset = 0
            while offset < count {
                let event = header(at: offset)
                let start = offset + MemoryLayout<inotify_event>.size
                offset = start + Int(event.len)
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { reading = .overflow }
                guard let directory = directories[event.wd] else { continue }
                if event.mask & UInt32(IN_IGNORED) != 0 {
                    forget(event.wd)
                    continue
                }
                guard event.len > 0 else { continue }
                let name = buffer[start..<offset].prefix { $0 != 0 }
                handle(
                    Event(
                        directory: directory, name: String(validating: name, as: UTF8.self),
                        isDirectory: event.mask & UInt32(IN_ISDIR) != 0,
                        hasCome: event.mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0))
            }
        }
    }

    private func header(at offset: Int) -> inotify_event {
        buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
    }

    /// The kernel has dropped a watch: its directory is gone.
    private func forget(_ watch: Int32) {
        guard let directory = directories.removeValue(forKey: watch), descriptors[directory] == watch else { return }
        descriptors[directory] = nil
    }
}
