import ArgumentParser
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// What happens in runs, told line by line where there is no screen to draw on.
struct WatchLines {
    private let reader: WorkspaceReader
    private let only: RunID?
    private let json: Bool
    private let settings: Settings?
    private var cache = RunCache()
    private var told: [RunID: Int] = [:]
    private var tellers: [RunID: Story] = [:]

    /// Tells of all runs, or of one until it has ended; with `json` the whole state on one line at each change.
    init(_ reader: WorkspaceReader, only: RunID?, json: Bool) {
        self.reader = reader
        self.only = only
        self.json = json
        settings = (try? LocalWorkspace(reader))?.settingsAtHead
    }

    /// Goes on until the one run has ended, else until the process is ended.
    mutating func run() async throws {
        var isFirst = true
        while true {
            if try cache.refresh(from: reader, only: only) || isFirst {
                if json {
                    Terminal.write(ReportText.jsonLine(cache.report(under: settings)))
                } else {
                    try tell(isFirst: isFirst)
                }
                isFirst = false
            }
            if only != nil, cache.runs.allSatisfy({ $0.end != nil }) { return }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private mutating func tell(isFirst: Bool) throws {
        if isFirst { Terminal.write(cache.report(under: settings).page(at: Terminal.now, next: [])) }
        for run in cache.runs.sorted(by: { ($0.creation.at, $0.id) < ($1.creation.at, $1.id) }) {
            let entries = try reader.entries(of: run.id)
            let count = told[run.id] ?? (isFirst ? entries.count : 0)
            told[run.id] = entries.count
            guard entries.count > count else { continue }
            var page = Page()
            for line in Story.lines(of: entries.dropFirst(count)) {
                page.add(StyledText(run.id.rawValue, .name) + "  " + line)
            }
            Terminal.write(page)
        }
    }
}
