import Glibc

/// A system call that failed: which one, and with what.
///
/// Thrown inside the file layer, where a caller may still know better; what leaves it is a `GitError` with the path.
struct FileError: Error, Equatable {
    /// The call's name, as in its manual page.
    let call: String
    /// What it left in `errno`.
    let code: Int32

    /// Takes `errno` as it stands; to be made directly after the call.
    init(_ call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }

    /// Whether the name is not there (any more), or what should be a directory on the way to it is not one.
    var isAbsence: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether something else than expected stands at the name: a symbolic link, or no directory.
    var isOtherKind: Bool { code == ELOOP || code == ENOTDIR || code == EMLINK }

    /// The system's own words.
    var message: String { String(cString: strerror(code)) }
}
