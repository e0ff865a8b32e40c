import Dispatch
import Foundation
import Git
import Synchronization

extension WorkspaceReader {
    /// Reads something of each of many, on all processors, each with a reader of its own; in their order.
    ///
    /// What takes time is to inflate and decode: a thousand runs take a second on one processor.
    func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @Sendable (WorkspaceReader, Item) throws(ReportError) -> Value
    ) -> [Result<Value, ReportError>] {
        let share = Self.leastForOne
        let count = min(ProcessInfo.processInfo.activeProcessorCount, items.count / share)
        guard count > 1 else {
            return items.map { item in Result { () throws(ReportError) in try body(self, item) } }
        }
        let (directory, moment) = (repository.commonDirectory, moment)
        let next = Mutex(0)
        let found = Mutex<[Int: [Result<Value, ReportError>]]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { _ in
            let reader = Result { () throws(ReportError) in try WorkspaceReader(at: directory) }
            if case .success(let reader) = reader { reader.moment = moment }
            while true {
                let start = next.withLock { next in
                    defer { next += share }
                    return next
                }
                guard start < items.count else { return }
                let part = items[start..<min(start + share, items.count)].map { item in
                    reader.flatMap { reader in Result { () throws(ReportError) in try body(reader, item) } }
                }
                found.withLock { $0[start] = part }
            }
        }
        return found.withLock { $0.sorted { $0.key < $1.key }.flatMap(\.value) }
    }

    /// Fewer are read sooner than another thread is ready for them.
    private static let leastForOne = 16
}
