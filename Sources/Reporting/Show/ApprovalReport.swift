public import Git
public import GitNames
public import Orchestration
public import Pipelines

/// What a person approves: what `approve --json` gives.
public struct ApprovalReport: Encodable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// The stage that waits.
    public var stage: String
    /// Its instances that start with the approval.
    public var instances: [String]
    /// The run branch's tip, from which they would start, or the result that would be put onto it.
    public var commit: String
    /// Its tree, to which the approval is bound.
    public var tree: String
    /// Paths that the result may not change and has changed; none where the approval is for a start.
    public var breaches: [String]
    /// What the run has changed since its base, by path, or the result since its own.
    public var files: [DiffReport.File]

    /// The tree's name.
    public let treeID: ObjectID

    private enum CodingKeys: String, CodingKey {
        case run, stage, instances, commit, tree, breaches, files
    }

    /// Looks at the tip of the run branch as the run states it.
    public init(
        _ run: Run, _ stage: StageName, _ instance: InstanceName?, in repository: Repository
    ) throws(ReportError) {
        self.run = run.id.rawValue
        self.stage = stage.rawValue
        instances = run.awaitingApproval(in: stage, instance).map(\.description)
        let subject = run.subjectOfApproval(in: stage, instance) ?? run.tip
        commit = subject.hex
        let withheld = run.withheldResults(in: stage, instance).first
        breaches = []
        if let withheld, case .withheld(_, let paths)? = run.instance(withheld.key)?.progress { breaches = paths }
        do {
            treeID = try repository.commit(subject).tree
            let base = try repository.commit(withheld?.value.base ?? run.creation.request.commit).tree
            files = try repository.patch(from: base, to: treeID, contextLines: 0, limit: DiffReport.limit).files
                .map { DiffReport.File($0) }
        } catch {
            throw ReportError(error)
        }
        tree = treeID.hex
    }

    /// The instances, the tree, and the files with their lines.
    public func page() -> Page {
        var page = Page()
        page.add(
            "approval of " + StyledText(instances.joined(separator: ", "), .name) + " of " + StyledText(run, .name))
        page.add(rows: [["tree", StyledText(tree)], ["commit", StyledText(commit)]], level: 1)
        if !breaches.isEmpty {
            page.add("its result changes what is protected: approved, it goes onto the run branch", level: 1)
        }
        if files.isEmpty { page.add("the run has changed nothing so far", level: 1) }
        page.add(
            rows: files.map { file in
                [
                    StyledText(file.path), StyledText("+\(file.insertions)", .good),
                    StyledText("-\(file.deletions)", .bad),
                ] + (breaches.contains(file.path) ? [StyledText("protected", .waiting)] : [])
            }, level: 2)
        return page
    }
}
