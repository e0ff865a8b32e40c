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
        let child = try ProcessStart.start(program, arguments, environment: environment, hasOwnSession: !mayAsk) {
            files in
            posix_spawn_file_actions_addopen(&files, 0, input ?? "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&files, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)
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
