import Glibc

/// A program that does a small thing and ends: no shell, no environment but what is given, and no more time than that.
enum BriefProgram {
    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - input: the file that is its standard input; nothing for `nil`.
    ///   - output: the file that takes what it says; nobody hears it for `nil`.
    ///   - mayAsk: whether it keeps the terminal, to ask for a passphrase.
    /// - Returns: its exit status; `nil` when it was killed, by us after the limit or by anybody.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String], input: String? = nil,
        output: String? = nil, mayAsk: Bool = false, limit: Duration
    ) throws(StateError) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSID, which Swift does not see: without a terminal it can ask nobody.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | (mayAsk ? 0 : 0x80))
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var child = pid_t()
        let failure = posix_spawn(&child, program, &actions, &attributes, &words, &variables)
        guard failure == 0 else {
            throw StateError(text: "cannot start \(program): \(String(cString: strerror(failure)))")
        }
        let deadline = ContinuousClock.now + limit
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { break }
            guard ended == 0 || errno == EINTR else { return nil }
            if ContinuousClock.now > deadline {
                kill(child, SIGKILL)
                while waitpid(child, &status, 0) < 0, errno == EINTR {}
                return nil
            }
            usleep(2000)
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
    }
}
