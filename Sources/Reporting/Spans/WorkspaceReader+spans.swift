public import JSONValues
public import Orchestration
import Pipelines

extension WorkspaceReader {
    /// A run's trace with those of the runs within it, as OpenTelemetry's JSON.
    ///
    /// The ids follow from names alone, so a run that is part of another has the ids that it has in the other's trace.
    public func trace(of run: Run, version: String) throws(ReportError) -> JSON {
        let parent = run.creation.request.parent.map { Span.path(of: $0.attempt, in: $0.run) }
        var spans: [Span] = []
        try add(run, parent, to: &spans)
        return SpanExport.json(spans, root: try root(of: run), version: version)
    }

    private func add(_ run: Run, _ parent: String?, to spans: inout [Span]) throws(ReportError) {
        let own = RunSpans(run, try entries(of: run.id), parent: parent)
        spans += own.spans
        for part in own.parts {
            // One that was asked for and not begun has no journal yet.
            guard try head(of: part.run) != nil else { continue }
            try add(try self.run(part.run), part.parent, to: &spans)
        }
    }

    /// The run that it is part of in the end, as far as the journals are here.
    private func root(of run: Run) throws(ReportError) -> RunID {
        var run = run
        var seen: Set<RunID> = [run.id]
        // Journals from elsewhere may say anything.
        while let parent = run.creation.request.parent, seen.insert(parent.run).inserted {
            guard try head(of: parent.run) != nil else { return parent.run }
            run = try self.run(parent.run)
        }
        return run.id
    }
}
