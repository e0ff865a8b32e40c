import Glibc

/// The start of a program in a process of its own, in which no signal is blocked.
enum ProcessStart {
    /// Starts it; its process id.
    ///
    /// - Parameters:
    ///   - program: its absolute path.
    ///   - arguments: without the program's name, which comes first.
    ///   - hasOwnSession: without a terminal it can ask nobody, and no signal of one reaches it.
    ///   - files: says what its descriptors are.
    static func start(
        _ program: String, _ arguments: [String], environment: [String: String], hasOwnSession: Bool,
        files: (inout posix_spawn_file_actions_t) -> Void
    ) throws(StateError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        files(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSID, which Swift does not see.
        let session: Int16 = hasOwnSession ? 0x80 : 0
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | session)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var child = pid_t()
        let failure = posix_spawn(&child, program, &actions, &attributes, &words, &variables)
        guard failure == 0 else {
            throw StateError(text: "cannot start \(program): \(String(cString: strerror(failure)))")
        }
        return child
    }
}
