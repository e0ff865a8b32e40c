public import GitNames
import Glibc

extension Repository {
    /// Where git looks for hooks, and who says so.
    public struct HooksPlace: Hashable, Sendable {
        /// Who says so.
        public enum Origin: Hashable, Sendable {
            /// Nobody: it is `hooks/` of the repository.
            case repository
            /// `core.hooksPath` of the repository's own config.
            case ownConfig
            /// `core.hooksPath` of the user's or the system's config, for all repositories.
            case sharedConfig
        }

        /// The directory, which need not exist; links in it are not resolved.
        public var path: String
        /// Who says so.
        public var origin: Origin
    }

    /// Where git looks for hooks when it works here.
    public func hooksPlace() throws(GitError) -> HooksPlace {
        guard let value = try config("core.hooksPath") else {
            return HooksPlace(path: commonDirectory + "/hooks", origin: .repository)
        }
        let isOwn = try ownConfig("core.hooksPath") != nil
        // What is relative is so to where git runs hooks.
        let path = FileSystem.resolve(UserConfig.expand(value), from: workTree ?? gitDirectory)
        return HooksPlace(path: path, origin: isOwn ? .ownConfig : .sharedConfig)
    }

    /// What HEAD held before it came to a commit, by its log; `nil` where that does not say.
    ///
    /// - Parameter commit: what it holds, or held shortly before.
    public func head(before commit: ObjectID) -> ObjectID? {
        let descriptor = Glibc.open(gitDirectory + "/logs/HEAD", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = pread(descriptor, &bytes, bytes.count, max(0, size - bytes.count))
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
        for line in lines.reversed() {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, words[1] == commit.hex else { continue }
            return ObjectID(hex: String(words[0]))
        }
        return nil
    }
}
