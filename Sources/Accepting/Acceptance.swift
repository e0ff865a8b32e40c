public import Git
public import GitNames
public import Orchestration
import Pipelines
public import Reporting

/// A run about to be put onto a branch of the user's: worked out in memory, and done on demand.
///
/// The one thing that touches a branch outside the prefix, and the files of a work tree that has it checked out; the
/// user has asked for it by name. The run's own refs stay the daemon's. Confined to its repository's thread.
public final class Acceptance {
    /// What it comes to.
    public internal(set) var report: AcceptReport
    /// The branch that takes it.
    public let target: RefName

    let run: Run
    let repository: Repository
    let writer: ObjectWriter
    let onto: Commit
    let tip: Commit
    /// The tree that the branch will have; `nil` when both sides changed the same thing.
    var merged: ObjectID?
    var files: UserWorkTree?
    /// Whether the branch's history has all of the run's.
    var isWhollyIn = false

    /// Works out what accepting a run comes to; writes nothing.
    ///
    /// - Parameters:
    ///   - into: the short name of the branch; the one that the run was started from where it is not given.
    ///   - method: how; `merge` and `squash` become `alreadyThere` where the branch has all of it.
    public init(
        of run: Run, into name: String?, by method: AcceptMethod, in repository: Repository
    ) throws(ReportError) {
        self.run = run
        self.repository = repository
        target = try Self.target(of: run, name, in: repository)
        do throws(GitError) {
            guard let tip = try repository.ref(run.branch) else {
                throw GitError(
                    .notFound, operation: "accept", message: "the run branch \(run.branch.shown) is gone",
                    hint: "its last tip was \(run.tip.hex): git branch \(run.branch.shown) \(run.tip.short)")
            }
            guard let onto = try repository.ref(target) else {
                throw GitError(.notFound, operation: "accept", message: "there is no branch '\(target.shown)'")
            }
            self.tip = try repository.commit(tip)
            self.onto = try repository.commit(onto)
            writer = try repository.writer()
        } catch {
            throw ReportError(error.code == .notFound ? .nothingMatches : .failed, error.message, hint: error.hint)
        }
        report = AcceptReport(
            run: run.id.rawValue, branch: run.branch.shown, tip: tip.id.hex, into: target.shown, onto: onto.id.hex,
            method: method, possible: true, unseen: 0, reverted: nil, files: 0, conflicts: [], worktree: nil,
            obstacles: [],
            blockedFiles: [])
        do throws(GitError) {
            try work(out: method)
        } catch {
            throw ReportError(error)
        }
    }

    private static func target(
        of run: Run, _ name: String?, in repository: Repository
    ) throws(ReportError) -> RefName {
        let source = run.creation.request.branch
        let name = name ?? source
        let ref = RefName.branch(name)
        // As the daemon names where there is no branch: `HEAD`, or `HEAD:` and the name of a linked work tree.
        let isDetached = name == source && (name == "HEAD" || name.hasPrefix("HEAD:"))
        guard ref.isValid || isDetached else {
            throw ReportError(.usage, "'\(name)' is not a name that a branch can have")
        }
        if name.hasPrefix(run.creation.branchPrefix) {
            throw ReportError(.usage, "'\(name)' is a branch of a run: what is accepted goes onto one of yours")
        }
        if ref.isValid, (try? repository.ref(ref)) ?? nil != nil { return ref }
        let others = ((try? repository.refs(under: ["refs/heads/"])) ?? [:]).keys.map(\.shown)
            .filter { !$0.hasPrefix(run.creation.branchPrefix) }.sorted()
        let hint =
            others.isEmpty
            ? nil : "name one: --into \(others.first { ["main", "master", "trunk"].contains($0) } ?? others[0])"
        if isDetached {
            throw ReportError(.refused, "\(run.id) was started from a detached HEAD, not from a branch", hint: hint)
        }
        throw ReportError(.nothingMatches, "there is no branch '\(name)'", hint: hint)
    }
}

extension RefName {
    /// As a person names it.
    var shown: String { branchName ?? text }
}
