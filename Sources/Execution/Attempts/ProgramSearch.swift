import Glibc

/// Programs that are found by their names.
public enum ProgramSearch {
    /// The path of a program that can be run, as `execvp` would find it; `nil` where there is none.
    ///
    /// - Parameter environment: of which `PATH` is taken.
    public static func find(_ program: String, in environment: [String: String]) -> String? {
        if program.contains("/") { return isProgram(program) ? program : nil }
        let directories = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return directories.lazy.map { "\($0)/\(program)" }.first(where: isProgram)
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
