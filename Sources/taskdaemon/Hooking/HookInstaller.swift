import ArgumentParser
import Foundation
import Glibc
import Hooks

/// Puts our hooks beside what is there, and what was there back.
struct HookInstaller {
    /// Where git looks for them.
    let directory: HookDirectory
    /// The absolute path of the program that they call.
    let program: String

    /// How one hook stands.
    enum State: String, Codable {
        /// Ours, as this program writes it.
        case installed
        /// Ours, of another version or for a program elsewhere.
        case outdated
        /// There is none.
        case absent
        /// There is one that is not ours.
        case other
    }

    /// What was done with one hook.
    enum Change: String {
        case installed
        case kept
        case removed
        case restored
        case left
    }

    /// How a hook stands.
    func state(of name: String) -> State {
        switch content(of: name) {
        case .nothing: .absent
        case .other: .other
        case .ours(let bytes): bytes == script(name, like: bytes) ? .installed : .outdated
        }
    }

    /// Whether ours runs one that was there before.
    func hasBefore(_ name: String) -> Bool { exists(before(name)) }

    /// Installs one hook; what is there runs before it from now on.
    func install(_ name: String) throws -> Change {
        let makesDirectory = !directory.exists
        try makeDirectory()
        switch content(of: name) {
        case .ours(let bytes):
            guard bytes != script(name, like: bytes) else { return .kept }
            try write(script(name, like: bytes), to: name)
        case .nothing: try write(HookScripts.script(name, program: program, makesDirectory: makesDirectory), to: name)
        case .other:
            try setAside(name)
            try write(HookScripts.script(name, program: program), to: name)
        }
        return .installed
    }

    /// Removes one hook of ours; what was there before is there again, the same file.
    ///
    /// - Returns: `nil` where there was nothing to do.
    func uninstall(_ name: String) throws -> Change? {
        guard case .ours(let bytes) = content(of: name) else {
            // Somebody has put another one in the place of ours: which of the two is wanted, only they know.
            return hasBefore(name) ? .left : nil
        }
        if hasBefore(name) {
            guard rename(before(name), path(name)) == 0 else { throw failure("put back", path(name)) }
            return .restored
        }
        guard unlink(path(name)) == 0 else { throw failure("remove", path(name)) }
        if String(decoding: bytes, as: UTF8.self).contains("\n\(HookScripts.madeDirectory)\n") { rmdir(directory.path) }
        return .removed
    }

    // MARK: - Files

    private enum Content {
        case nothing
        case ours([UInt8])
        case other
    }

    private func content(of name: String) -> Content {
        var status = stat()
        guard lstat(path(name), &status) == 0 else { return .nothing }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size < 1 << 20,
            let data = FileManager.default.contents(atPath: path(name)), HookScripts.isOurs(data)
        else { return .other }
        return .ours([UInt8](data))
    }

    /// Ours as it is written today, with what the installed one says of the directory.
    private func script(_ name: String, like installed: [UInt8]) -> [UInt8] {
        let made = String(decoding: installed, as: UTF8.self).contains("\n\(HookScripts.madeDirectory)\n")
        return HookScripts.script(name, program: program, makesDirectory: made)
    }

    /// Gives the hook that is there a second name, under which it stays when ours takes the first.
    private func setAside(_ name: String) throws {
        if exists(before(name)) {
            // Others write their hooks anew, over ours too: then the newest is what runs, and the old one is kept.
            let free = (1...1000).map { "\(before(name)).\($0)" }.first { !exists($0) } ?? before(name) + ".old"
            let isSame = FileManager.default.contentsEqual(atPath: before(name), andPath: path(name))
            guard isSame ? unlink(before(name)) == 0 : rename(before(name), free) == 0 else {
                throw failure("set aside", before(name))
            }
        }
        // A second name rather than another: there is no moment without a hook. Not every file system has them.
        guard link(path(name), before(name)) == 0 || rename(path(name), before(name)) == 0 else {
            throw failure("set aside", path(name))
        }
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let temporary = "\(path(name)).taskdaemon-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o755)
        guard descriptor >= 0 else { throw failure("write", temporary) }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        // Whatever the umask is: git runs nothing that cannot be executed.
        let isWhole = count == bytes.count && fchmod(descriptor, 0o755) == 0
        close(descriptor)
        guard isWhole, rename(temporary, path(name)) == 0 else {
            let problem = failure("write", path(name))
            unlink(temporary)
            throw problem
        }
    }

    private func makeDirectory() throws {
        guard !directory.exists, mkdir(directory.path, 0o777) != 0 else { return }
        throw failure("make", directory.path)
    }

    private func path(_ name: String) -> String { "\(directory.path)/\(name)" }
    private func before(_ name: String) -> String { path(name) + HookScripts.suffix }

    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private func failure(_ what: String, _ path: String) -> CommandError {
        CommandError(.failure, "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
