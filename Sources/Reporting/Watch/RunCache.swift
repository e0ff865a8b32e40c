import GitNames
public import Orchestration
public import Pipelines

/// Runs kept in memory, and read again only where a journal has grown: what a view that is looked at all day costs.
public struct RunCache: Sendable {
    private var known: [RunID: Known] = [:]
    private var only: RunID?

    private struct Known: Sendable {
        var head: ObjectID
        var found: Result<Run, ReportError>
    }

    /// Nothing read yet.
    public init() {}

    /// Reads what has changed; `true` when anything has that is shown.
    ///
    /// - Parameter only: this run alone is shown; the others are read for what they have taken of what all share.
    public mutating func refresh(from reader: WorkspaceReader, only: RunID? = nil) throws(ReportError) -> Bool {
        self.only = only
        let heads = try reader.heads()
        var changed = false
        var othersChanged = false
        for (id, head) in heads where known[id]?.head != head {
            if only == nil || id == only { changed = true } else { othersChanged = true }
            do throws(ReportError) {
                known[id] = Known(head: head, found: .success(try reader.run(id)))
            } catch {
                known[id] = Known(head: head, found: .failure(error))
            }
        }
        for id in known.keys where heads[id] == nil {
            known[id] = nil
            if only == nil || id == only { changed = true } else { othersChanged = true }
        }
        return changed || othersChanged && runs.contains(where: \.waitsForSlot)
    }

    /// The runs that are shown and can be read.
    public var runs: [Run] { all.filter { only == nil || $0.id == only } }

    private var all: [Run] { known.values.compactMap { try? $0.found.get() } }

    /// All of it, as `status` has it.
    ///
    /// - Parameter settings: the workspace's, which say what slots there are; `nil` where they cannot be read.
    public func report(under settings: Settings?) -> StatusReport {
        var damaged: [StatusReport.DamagedRun] = []
        for (id, one) in known.sorted(by: { $0.key < $1.key }) where only == nil || id == only {
            if case .failure(let error) = one.found { damaged.append(.init(id: id.rawValue, error: error.message)) }
        }
        return StatusReport(runs, damaged: damaged, among: settings.map { SlotTable($0, runs: all, for: runs) })
    }
}
