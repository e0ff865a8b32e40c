import CLibgit2
import Glibc

extension GitError {
    /// What libgit2 said last on this thread, as an error of ours.
    ///
    /// The text is thread-local and gone at libgit2's next failure: call this right after the call that failed.
    static func last(_ status: Int32, _ operation: String, subject: String? = nil) -> GitError {
        let last = git_error_last()
        let kind = last?.pointee.klass ?? 0
        var text = last?.pointee.message.map { String(cString: $0) } ?? "libgit2 failed with \(status)"
        git_error_clear()
        if let subject { text = "\(subject): \(text)" }
        return GitError(code(status, kind: kind, text: text), operation: operation, message: text)
    }

    private static func code(_ status: Int32, kind: Int32, text: String) -> Code {
        switch status {
        case GIT_ENOTFOUND.rawValue: return .notFound
        case GIT_EEXISTS.rawValue: return .exists
        case GIT_ELOCKED.rawValue: return .locked
        case GIT_EMODIFIED.rawValue: return .mismatch
        case GIT_EINVALIDSPEC.rawValue, GIT_EINVALID.rawValue: return .invalid
        case GIT_EMISMATCH.rawValue: return .corrupt
        case GIT_ECONFLICT.rawValue, GIT_EMERGECONFLICT.rawValue: return .conflict
        default: break
        }
        // libgit2 appends strerror's text to what the system refused.
        for number in [ENOSPC, EDQUOT, EFBIG] where text.hasSuffix(String(cString: strerror(number))) {
            return .noSpace
        }
        return kind == Int32(GIT_ERROR_OS.rawValue) ? .os : .library
    }

    /// What the system said, for a call of our own that failed.
    static func system(_ number: Int32, _ operation: String, path: String) -> GitError {
        let full = [ENOSPC, EDQUOT, EFBIG].contains(number)
        return GitError(
            full ? .noSpace : .os, operation: operation, message: "\(path): \(String(cString: strerror(number)))")
    }
}

/// Turns a libgit2 status into an error; non-negative ones pass.
@discardableResult
func check(_ status: Int32, _ operation: String, subject: String? = nil) throws(GitError) -> Int32 {
    guard status < 0 else { return status }
    throw GitError.last(status, operation, subject: subject)
}
