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
        guard items.count > Self.part else {
            return items.map { item in Result { () throws(ReportError) in try body(self, item) } }
        }
        let (directory, moment, progress) = (repository.commonDirectory, moment, progress)
        let next = Mutex(0)
        let found = Mutex<[Int: [Result<Value, ReportError>]]>([:])
        let workers = min(ProcessInfo.processInfo.activeProcessorCount, items.count / Self.part)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let reader = Result { () throws(ReportError) in try WorkspaceReader(at: directory) }
            if case .success(let reader) = reader { reader.moment = moment }
            while true {
                let start = next.withLock { next in
                    defer { next += Self.part }
                    return next
                }
                guard start < items.count else { return }
                let part = items[start..<min(start + Self.part, items.count)].map { item in
                    reader.flatMap { reader in Result { () throws(ReportError) in try body(reader, item) } }
                }
                let done = found.withLock { found in
                    found[start] = part
                    return found.count * Self.part
                }
                if done < items.count { progress?(done, items.count) }
            }
        }
        progress?(items.count, items.count)
        return found.withLock { $0.sorted { $0.key < $1.key }.flatMap(\.value) }
    }

    /// How many are read at a time; so few are read sooner than another thread is ready for them.
    private static let part = 16
}
