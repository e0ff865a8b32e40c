import Glibc

/// How much room a file system has.
public enum FreeSpace {
    /// The bytes that a user who is not root may still write; `nil` when it cannot be found out.
    public static func bytes(at path: String) -> Int64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let (bytes, overflow) = Int64(clamping: status.f_bavail).multipliedReportingOverflow(
            by: Int64(clamping: status.f_frsize))
        return overflow ? .max : bytes
    }
}
