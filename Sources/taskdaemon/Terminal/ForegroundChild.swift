import ArgumentParser
import Foundation
import Reporting

/// A program that has the terminal until it ends: a pager, or another command of ours.
///
/// In our process group, so that it may read the terminal and gets its keys' signals. Foundation puts its children
/// into groups of their own.
enum ForegroundChild {
    /// Starts a program; its standard input is the descriptor where one is given.
    static func start(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: Int32? = nil
    ) throws(CommandError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
            posix_spawn_file_actions_addclose(&actions, input)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What is ignored here would be ignored there.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        var child = pid_t()
        let number = withStrings([program] + arguments) { arguments in
            withStrings(variables) { posix_spawnp(&child, program, &actions, &attributes, arguments, $0) }
        }
        guard number == 0 else {
            throw CommandError(.failure, "\(program) cannot be started: \(String(cString: strerror(number)))")
        }
        return child
    }

    /// Waits for its end; answers its exit code, or 128 and the signal's number.
    @discardableResult
    static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return 127 } }
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}
