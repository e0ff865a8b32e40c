public import Journaling
public import Orchestration
public import Pipelines

/// A run's journal told as a story: what happened, stage by stage, and how long after its start.
///
/// A value that remembers where it is, so that a journal can be told in parts while it grows.
public struct Story: Hashable, Sendable {
    private let run: Run
    private var stage: StageName?
    private var lastTime = ""
    private var isBegun = false

    /// The story of a run, as it stood at whatever time.
    public init(of run: Run) { self.run = run }

    /// What comes before it: which run, and when it was.
    public static func head(of run: RunReport, at now: Instant) -> Page {
        var page = Page()
        let title = run.document ?? run.pipeline
        page.add(StyledText(run.id, .name) + "  " + PartMark.styled(run.status) + StyledText("  \(title)"))
        let started = Instant(isoText: run.startedAt)
        var when = "started \(started?.dayAndTimeText ?? run.startedAt) UTC"
        if let started { when += ", \(started.ageText(at: now))" }
        if let started, let end = run.finishedAt.flatMap({ Instant(isoText: $0) }) {
            when += "; took \((end - started).lengthText)"
        }
        page.add(StyledText(when, .faint), level: 1)
        page.gap()
        return page
    }

    /// The next entries, oldest first.
    public mutating func page(_ entries: some Sequence<JournalEntry<RunEvent>>) -> Page {
        var page = Page()
        let told = entries.map { (time: ($0.time - run.creation.at).clockText, happenings: Happening.of($0, in: run)) }
        let names = told.flatMap(\.happenings).compactMap { $0.instance.map { StyledText($0.rawValue).columns } }
        let width = min(names.max() ?? 0, Self.mostInstanceWidth)
        for (time, happenings) in told {
            for happening in happenings {
                if happening.stage != stage || !isBegun {
                    if let name = happening.stage { page.add(StyledText(name.rawValue, .name), level: 1) }
                    stage = happening.stage
                    lastTime = ""
                    isBegun = true
                }
                let shown = time == lastTime ? "" : time
                lastTime = time
                let instance =
                    happening.instance.map { StyledText($0.rawValue, .active).padded(to: width) + "  " } ?? ""
                page.add(
                    StyledText(shown, .faint).padded(to: Self.timeWidth, right: true) + "  " + instance
                        + StyledText(happening.text, happening.meaning), level: 1)
            }
        }
        return page
    }

    /// One line for each thing that happened, without times: for where other runs are told of in between.
    public static func lines(of entries: some Sequence<JournalEntry<RunEvent>>) -> [StyledText] {
        entries.flatMap { Happening.of($0) }.map { happening in
            let part = [happening.stage?.rawValue, happening.instance?.rawValue].compactMap { $0 }
            let name = part.isEmpty ? "" : StyledText(part.joined(separator: "/"), .active) + ": "
            return name + StyledText(happening.text, happening.meaning)
        }
    }

    /// Longer names stick out, rather than push all text to the right.
    private static let mostInstanceWidth = 24

    /// Up to an hour's minutes and seconds stand below each other.
    private static let timeWidth = 7
}
