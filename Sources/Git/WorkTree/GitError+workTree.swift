import Glibc

extension GitError {
    /// A system call failed on a path of a work tree.
    static func workTree(_ operation: String, _ error: FileError, at path: String) -> GitError {
        let code: Code =
            switch error.code {
            case ENOENT: .notFound
            case EEXIST: .exists
            case EFBIG, ENAMETOOLONG: .limitExceeded
            case ENOSPC, EDQUOT: .noSpace
            default: .os
            }
        return GitError(code, operation: operation, message: "\(path): \(error.call): \(error.message)")
    }

    /// Something in a tree or a work tree is of a kind that is not taken.
    static func refused(_ operation: String, _ path: RawPath, _ reason: String) -> GitError {
        GitError(.invalid, operation: operation, message: "\(path.display): \(reason)")
    }

    /// More than the limits allow.
    static func tooMuch(_ operation: String, _ message: String) -> GitError {
        GitError(.limitExceeded, operation: operation, message: message)
    }
}
