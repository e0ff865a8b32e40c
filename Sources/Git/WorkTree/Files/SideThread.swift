import Glibc
import Synchronization

/// Work that a thread of its own does while the caller goes on with something else.
///
/// For a few milliseconds at a time in which the processor's other cores would have nothing to do. Not for calls of
/// libgit2, whose errors belong to the thread that makes them.
final class SideThread<Value: Sendable>: Sendable {
    private let value: SideValue<Value>
    private let thread: pthread_t?

    /// Starts the work; where there can be no thread it is done at once.
    init(_ body: @escaping @Sendable () -> Value) {
        let value = SideValue<Value>()
        self.value = value
        let work = Unmanaged.passRetained(SideWork { value.result.withLock { $0 = body() } })
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<SideWork>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
        self.thread = code == 0 ? thread : nil
        if code != 0 { work.takeRetainedValue().run() }
    }

    /// What came of it; to be called once.
    func wait() -> Value {
        if let thread { pthread_join(thread, nil) }
        guard let result = value.result.withLock({ $0 }) else { preconditionFailure("a joined thread has its result") }
        return result
    }
}

private final class SideValue<Value: Sendable>: Sendable {
    let result = Mutex<Value?>(nil)
}

private final class SideWork: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
