import Glibc

/// A directory for one test, removed with everything in it when the value goes.
public final class TemporaryDirectory: Sendable {
    /// Its absolute path, without links in it.
    public let path: String

    /// Makes an empty directory below `$TMPDIR` or `/tmp`.
    public init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((base + "/taskdaemon-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil, let real = realpath(template, nil) else { throw SystemFailure("mkdtemp") }
        defer { free(real) }
        path = String(cString: real)
    }

    deinit { Self.remove(path) }

    /// Removes a file, or a directory with everything in it. What cannot be removed stays.
    public static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) {
            chmod(path, 0o700)
            var names: [[CChar]] = []
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                    raw.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
                }
                if name != [46] && name != [46, 46] { names.append(name) }
            }
            closedir(stream)
            for name in names { remove(Array(path.utf8CString.dropLast()) + [47] + name + [0]) }
        }
        Glibc.remove(path)
    }

    /// As above, for names that are no UTF-8.
    private static func remove(_ path: [CChar]) {
        if let text = String(validating: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) {
            return remove(text)
        }
        if unlink(path) != 0 { rmdir(path) }
    }
}

/// A system call that failed in a test's own machinery.
public struct SystemFailure: Error, CustomStringConvertible {
    /// The call and the system's reason.
    public let description: String

    init(_ call: String, _ number: Int32 = errno) { description = "\(call): \(String(cString: strerror(number)))" }
}
