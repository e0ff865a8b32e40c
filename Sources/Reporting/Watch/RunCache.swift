import GitNames
public import Orchestration
public import Pipelines

/// Runs kept in memory, and read again only where a journal has grown: what a view that is looked at all day costs.
public struct RunCache: Sendable {
    private var known: [RunID: Known] = [:]

    private struct Known: Sendable {
        var head: ObjectID
        var found: Result<Run, ReportError>
    }

    /// Nothing read yet.
    public init() {}

    /// Reads what has changed; `true` when anything has.
    ///
    /// - Parameter only: this run alone.
    public mutating func refresh(from reader: WorkspaceReader, only: RunID? = nil) throws(ReportError) -> Bool {
        let heads = try reader.heads().filter { only == nil || $0.key == only }
        var changed = false
        for (id, head) in heads where known[id]?.head != head {
            changed = true
            do throws(ReportError) {
                known[id] = Known(head: head, found: .success(try reader.run(id)))
            } catch {
                known[id] = Known(head: head, found: .failure(error))
            }
        }
        for id in known.keys where heads[id] == nil {
            known[id] = nil
            changed = true
        }
        return changed
    }

    /// The runs that can be read.
    public var runs: [Run] { known.values.compactMap { try? $0.found.get() } }

    /// All of it, as `status` has it.
    public var report: StatusReport {
        var damaged: [StatusReport.DamagedRun] = []
        for (id, one) in known.sorted(by: { $0.key < $1.key }) {
            if case .failure(let error) = one.found { damaged.append(.init(id: id.rawValue, error: error.message)) }
        }
        return StatusReport(runs, damaged: damaged)
    }
}
