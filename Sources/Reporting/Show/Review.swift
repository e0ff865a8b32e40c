public import Git
public import GitNames
public import JSONValues
public import Orchestration
import OrderedCollections
public import Pipelines

/// What a person needs to see before they say yes to a run's work so far: what it is, how it was checked, what it gave.
public struct Review: Codable, Hashable, Sendable {
    /// The commit that is looked at: the run branch's tip.
    public var commit: String
    /// Its tree, to which an approval is bound.
    public var tree: String
    /// What the run started from.
    public var base: String
    /// Files that differ from there, by path.
    public var files: [DiffReport.File]
    /// Every instance whose result is in it, oldest first.
    public var results: [Outcome]
    /// The outputs of each finished stage, by its name.
    public var outputs: JSON
    /// Command lines that run next, when the answer is yes.
    public var commands: [String]

    /// An instance's result and what spoke for it.
    public struct Outcome: Codable, Hashable, Sendable {
        /// The stage.
        public var stage: String
        /// The instance.
        public var instance: String
        /// Which try it was.
        public var attempt: Int
        /// Passes of that try.
        public var iterations: Int
        /// What the last pass came to.
        @OrNull public var verdict: String?
        /// The commit on the run branch.
        public var commit: String
    }

    /// Looks at the run branch as it is.
    ///
    /// - Parameters:
    ///   - stage: the stage that waits for an answer, where one does.
    ///   - history: the whole journal's, for the verdicts.
    public init(
        of run: Run, for stage: StageName? = nil, history: AttemptHistory, branches: [RefName: ObjectID],
        in repository: Repository
    ) throws(ReportError) {
        let tip = branches[run.branch] ?? run.tip
        base = run.creation.request.commit.hex
        commit = tip.hex
        do throws(GitError) {
            let target = try repository.commit(tip).tree
            let start = try repository.commit(run.creation.request.commit).tree
            tree = target.hex
            files = try repository.patch(from: start, to: target, contextLines: 0, limit: 0).files
                .map { DiffReport.File($0) }
        } catch {
            throw ReportError(error)
        }
        results = run.integrations.map { integrated in
            let passes = history.passes(of: integrated.attempt)
            return Outcome(
                stage: integrated.attempt.instance.stage.rawValue, instance: integrated.attempt.instance.name.rawValue,
                attempt: integrated.attempt.number, iterations: passes.count, verdict: passes.last?.verdict,
                commit: integrated.commit.hex)
        }
        let given = run.stages.compactMap { name, stage in stage.checkpoint.map { (name.rawValue, $0.outputs) } }
        outputs = .object(Dictionary(given) { $1 })
        commands = stage.flatMap { run.creation.pipeline.stage($0)?.loop.commandTexts } ?? []
    }

    /// What is looked at, how much it is, how it was checked, and what would run.
    func page() -> Page {
        var page = Page()
        page.add(StyledText("to review", .heading))
        let insertions = files.reduce(0) { $0 + $1.insertions }
        let deletions = files.reduce(0) { $0 + $1.deletions }
        let facts = [
            ("tree", "\(tree.prefix(12)) of \(commit.prefix(7))"),
            (
                "changes",
                "\(RunReport.count(files.count, "file")), +\(insertions) -\(deletions), since \(base.prefix(7))"
            ),
        ]
        page.add(
            rows: (facts + commands.map { ("runs next", $0) }).map { [StyledText($0.0, .faint), StyledText($0.1)] },
            level: 1)
        page.add(rows: files.prefix(Self.mostFiles).map(Self.row), level: 2)
        if files.count > Self.mostFiles {
            page.add(StyledText("and \(files.count - Self.mostFiles) more", .faint), level: 2)
        }
        if !results.isEmpty {
            page.add(
                rows: results.map { result in
                    let name = result.instance == "main" ? result.stage : "\(result.stage)/\(result.instance)"
                    return [
                        PartMark.mark("succeeded") + StyledText(" \(name)"),
                        StyledText(
                            "attempt \(result.attempt), \(RunReport.count(result.iterations, "iteration"))", .faint),
                        StyledText(result.verdict ?? ""), StyledText(String(result.commit.prefix(7)), .faint),
                    ]
                }, level: 1)
        }
        return page
    }

    private static let mostFiles = 15

    private static func row(_ file: DiffReport.File) -> [StyledText] {
        let numbers: StyledText =
            file.isBinary
            ? "binary" : StyledText("+\(file.insertions)", .good) + " " + StyledText("-\(file.deletions)", .bad)
        return [StyledText(file.path), StyledText(file.change, .faint), numbers]
    }
}
