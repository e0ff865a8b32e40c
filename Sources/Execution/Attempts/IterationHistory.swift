import JSONValues
import Pipelines

/// What the next pass of a loop is told of the earlier ones, within bounds.
struct IterationHistory {
    /// The most that `progress` holds, in bytes.
    static let limit = 8192
    /// The most that it holds of what an agent said at the end of one pass.
    static let wordsLimit = 600

    private var entries: [String] = []
    private var leftOut = 0
    /// What failed last; `null` where nothing has.
    private(set) var lastFailure: JSON = .null

    /// What ended the attempt before this one comes before the first pass.
    init(after previous: AttemptSpec.Previous?) {
        guard let previous else { return }
        lastFailure = .object([
            "class": .string(previous.errorClass.rawValue), "message": .string(previous.message),
            "exit_code": previous.exitCode.map { .int(Int64($0)) } ?? .null, "iteration": 0, "output": "",
        ])
    }

    /// A pass has ended.
    ///
    /// - Parameters:
    ///   - words: what an agent said at its end.
    ///   - output: the end of what the failed command wrote.
    mutating func add(
        _ iteration: Int, verdict: String, words: String, failure: AttemptFailure, output: String
    ) {
        var entry = "Iteration \(iteration): \(verdict)."
        let said =
            words.utf8.count > Self.wordsLimit
            ? "…" + String(decoding: words.utf8.suffix(Self.wordsLimit), as: UTF8.self) : words
        if !said.isEmpty { entry += "\n" + said.split(separator: "\n").map { "> \($0)" }.joined(separator: "\n") }
        entries.append(entry)
        while entries.count > 1, entries.reduce(0, { $0 + $1.utf8.count + 2 }) > Self.limit {
            entries.removeFirst()
            leftOut += 1
        }
        lastFailure = .object([
            "class": .string(failure.errorClass.rawValue), "message": .string(failure.message),
            "exit_code": failure.exitCode.map { .int(Int64($0)) } ?? .null, "iteration": .int(Int64(iteration)),
            "output": .string(output),
        ])
    }

    /// The passes so far, the last ones in full; empty where there were none.
    var progress: String {
        let earlier = leftOut == 0 ? [] : ["(\(leftOut) earlier iteration\(leftOut == 1 ? "" : "s") left out)"]
        return (earlier + entries).joined(separator: "\n\n")
    }
}
