import Dispatch
import Foundation

/// The signals with which a person or the system asks a process to end.
enum StopSignals {
    /// Calls the handler at the first signal while the body runs; a second one ends the process at once.
    static func handling<Result>(
        _ handler: @escaping @Sendable () -> Void, during body: () async throws -> Result
    ) async rethrows -> Result {
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            // The default would end the process before the handler is called.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                handler()
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await body()
    }
}
