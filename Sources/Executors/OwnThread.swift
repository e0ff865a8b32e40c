import CLinux
import Glibc

/// A thread that runs one function, for as long as the process lives.
enum OwnThread {
    /// Starts it.
    ///
    /// - Parameter name: shown by `ps -L`; the kernel keeps its first 15 bytes.
    static func start(name: String, _ body: @escaping @Sendable () -> Never) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                linux_name_thread(start.name)
                start.body()
            }, start.toOpaque())
        // Without the thread none of its work would ever be done: there is no way to go on.
        precondition(code == 0, "no thread could be started: error \(code)")
        pthread_detach(thread)
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Never

        init(name: String, body: @escaping @Sendable () -> Never) {
            self.name = name
            self.body = body
        }
    }
}
