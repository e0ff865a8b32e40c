import ArgumentParser
import Daemon
import Foundation
import Journaling
import Reporting

/// Clears away and packs what is no longer needed.
struct Gc: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Archive old runs, and remove what is left over.",
        discussion: """
            Finished runs beyond keep_runs or older than keep_days go into the archive; work trees of a killed daemon, \
            live logs of runs that have ended, and lock files of processes that were killed are removed; small packs \
            become one. No commit, and nothing that a journal tells of, is lost. While a daemon runs, it is asked to do it.

            Examples:
              taskdaemon gc --dry-run
              taskdaemon gc
            """)

    @Flag(name: .customLong("dry-run"), help: "Only show what would be done, with sizes and reasons.") var isDry = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        let reader = try workspace.open()
        let upkeep = try LocalWorkspace(reader).upkeep()
        let hasDaemon = Requests.hasDaemon(reader)
        if isDry {
            let plan = try await upkeep.plan(hasDaemon: hasDaemon)
            return output.write(plan, page: page(plan, done: false))
        }
        if hasDaemon {
            try Requests.send(
                "gc", to: reader, saying: "asked to archive old runs and to remove what is left over",
                next: ["taskdaemon gc --dry-run"])
            return
        }
        let done = try await upkeep.perform { item in
            guard isatty(2) == 1 else { return }
            Terminal.note(StyledText("\(item.kind.title)  ", .faint) + StyledText(item.name))
        }
        output.write(done, page: page(done, done: true))
    }

    private func page(_ plan: UpkeepPlan, done: Bool) -> Page {
        var page = Page()
        guard !plan.items.isEmpty else {
            page.add("there is nothing to do")
            return page
        }
        page.add(
            rows: plan.items.map { item in
                [
                    StyledText(item.kind.title), StyledText(Self.size(item.bytes)), StyledText(item.name, .name),
                    StyledText(item.reason, .faint),
                ]
            })
        page.gap()
        let count = plan.items.count == 1 ? "1 thing" : "\(plan.items.count) things"
        page.add(StyledText("\(done ? "done" : "would be done"): \(count), \(Self.size(plan.bytes))"))
        return page
    }

    private static func size(_ bytes: Int64) -> String {
        var value = Double(bytes)
        var units = ["B", "KiB", "MiB", "GiB"][...]
        while value >= 1024, units.count > 1 {
            value /= 1024
            units.removeFirst()
        }
        let text = units.first == "B" || value >= 100 ? String(Int(value)) : String(format: "%.1f", value)
        return "\(text) \(units.first ?? "B")"
    }
}

extension UpkeepPlan.Item.Kind {
    /// For people.
    fileprivate var title: String {
        switch self {
        case .lock: "lock"
        case .workTree: "work tree"
        case .logs: "live logs"
        case .run: "archive"
        case .packs: "packs"
        }
    }
}
