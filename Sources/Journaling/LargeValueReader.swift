import Foundation
import Git
import GitNames
import JSONValues

/// Reads the values that entries of a journal refer to, each once: what refers to the same shares it in memory.
final class LargeValueReader: ValueKeeper, @unchecked Sendable {
    // Decoding is synchronous, on the repository's own thread, where this was made: nobody else ever sees it.
    private let repository: Repository
    private var known: [ObjectID: (value: JSON, size: Int)] = [:]
    private var bytes = 0
    /// How large what is being read is, with all that it refers to, for each reference that leads to the next.
    private var open: [Int] = []

    init(_ repository: Repository) { self.repository = repository }

    func written(_ value: JSON) throws -> JSON { value }

    func value(named name: String) throws -> JSON {
        guard let blob = ObjectID(hex: name[...]) else {
            throw GitError(.corrupt, operation: "read value", message: "a reference to a value names no blob")
        }
        if let (value, size) = known[blob] {
            try count(size)
            return value
        }
        guard open.count < JournalLimits.valueNesting else {
            throw GitError(.limitExceeded, operation: "read value", message: "values refer to each other too deep")
        }
        let text = try repository.blob(blob, limit: JournalLimits.value)
        open.append(text.count)
        let decoder = JSONDecoder()
        decoder.userInfo[.valueKeeper] = self
        let result = Result { try decoder.decode(JSON.self, from: Data(text)) }
        let size = open.removeLast()
        let value = try result.get()
        if bytes + text.count > JournalLimits.wholeValue { (known, bytes) = ([:], 0) }
        known[blob] = (value, size)
        bytes += text.count
        try count(size)
        return value
    }

    /// Adds what a reference leads to to what it stands in. It may stand there a thousand times and costs nothing then,
    /// but whoever walks through the value would see it a thousand times.
    private func count(_ size: Int) throws {
        guard let outer = open.indices.last else { return }
        let (sum, overflow) = open[outer].addingReportingOverflow(size)
        guard !overflow, sum <= JournalLimits.wholeValue else {
            throw GitError(
                .limitExceeded, operation: "read value",
                message: "a value has more than \(JournalLimits.wholeValue) bytes with all that it refers to")
        }
        open[outer] = sum
    }
}
