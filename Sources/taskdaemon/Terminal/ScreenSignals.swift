import Foundation
import Synchronization

/// Signals while a screen is taken over: each is only noted, and what it asks for is done between two frames.
enum ScreenSignals {
    /// The terminal has another size.
    static let resized = Atomic<Bool>(false)
    /// The user wants to stop for a while (control-Z).
    static let stopped = Atomic<Bool>(false)
    /// The signal that asks for the end, or 0.
    static let ended = Atomic<Int32>(0)

    /// Notes them from now on.
    static func install() {
        // Only atomic stores: a handler may interrupt anything.
        signal(SIGWINCH) { _ in ScreenSignals.resized.store(true, ordering: .relaxed) }
        signal(SIGTSTP) { _ in ScreenSignals.stopped.store(true, ordering: .relaxed) }
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number) { ScreenSignals.ended.store($0, ordering: .relaxed) } }
    }

    /// Leaves keys' signals to a program that has the terminal. What stops it must stop this process too, or the shell
    /// would wait for it.
    static func yield() {
        signal(SIGINT, SIG_IGN)
        signal(SIGTSTP, SIG_DFL)
    }

    /// Lets them do what they do by themselves.
    static func uninstall() {
        for number in [SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    }

    /// Stops the process as control-Z does; returns when it goes on.
    static func stop() {
        stopped.store(false, ordering: .relaxed)
        // Raised in this thread, which then does not return before it goes on; sent to the process, another thread may
        // take it, and this one has drawn on the shell's screen by then.
        raise(SIGSTOP)
    }

    /// Ends the process by the signal that was noted, as whoever waits for it expects.
    static func endIfAsked() {
        let number = ended.load(ordering: .relaxed)
        guard number != 0 else { return }
        uninstall()
        // To the process: the thread that this runs on may have its signals blocked.
        kill(getpid(), number)
        sleep(1)
    }
}
