import Git
import GitNames

/// What passes of a loop need of the repository beside their work tree.
extension TreeWorker {
    /// Writes the commit of a pass again with what is known of it now: its tree and parents stay.
    func restate(
        _ worktree: PrivateWorkTree, _ tip: ObjectID, after collected: Collected, message: String
    ) throws(AttemptFailure) -> (tip: ObjectID, pack: KeptPack?) {
        do throws(GitError) {
            let repository = try repository()
            let old = try repository.commit(tip)
            let writer = try repository.writer()
            let new = try writer.commit(
                tree: old.tree, parents: old.parents, author: old.author, committer: old.committer, message: message)
            let pack = try writer.finish()
            try worktree.advance(to: new, after: collected, borrowing: repository)
            return (new, pack)
        } catch {
            throw AttemptFailure(error)
        }
    }

    /// Whether anything in a work tree changed since then.
    func hasChange(in tree: String, since: Int64) -> Bool { TreeActivity.hasChange(in: tree, since: since) }

    /// What a work branch has changed so far, as a patch of at most `limit` bytes; empty where nothing.
    func diff(from base: ObjectID, to tip: ObjectID, limit: Int) throws(AttemptFailure) -> String {
        do throws(GitError) {
            let repository = try repository()
            let (before, after) = (try repository.commit(base).tree, try repository.commit(tip).tree)
            let patch = try repository.patch(from: before, to: after, contextLines: 3, limit: limit)
            var text = String(decoding: patch.text, as: UTF8.self)
            if patch.isTruncated {
                let names = patch.files.prefix(200).map {
                    "\($0.change.path.display) +\($0.insertions) -\($0.deletions)"
                }
                text += "… the diff is longer; all \(patch.files.count) files:\n" + names.joined(separator: "\n") + "\n"
            }
            return text
        } catch {
            throw AttemptFailure(error)
        }
    }

    /// The commits of a work branch so far, one a line, the newest first; empty where there are none.
    func log(from base: ObjectID, to tip: ObjectID, limit: Int) throws(AttemptFailure) -> String {
        do throws(GitError) {
            let repository = try repository()
            guard base != tip else { return "" }
            let commits = try repository.firstParentCommits(from: tip, seen: [base], limit: 10_000)
            var lines: [String] = []
            for id in commits.suffix(limit).reversed() {
                let subject = try repository.commit(id).message.prefix { $0 != "\n" }.prefix(120)
                lines.append("\(id.short) \(subject)")
            }
            if commits.count > limit { lines.append("… \(commits.count - limit) more") }
            return lines.joined(separator: "\n")
        } catch {
            throw AttemptFailure(error)
        }
    }

    /// What the passes came to that the loop had made before it was held: as their commits say it.
    func passes(before spec: AttemptSpec) -> [(iteration: Int, verdict: String)] {
        guard let repository = try? repository(),
            let commits = try? repository.firstParentCommits(from: spec.from, seen: [spec.base], limit: 10_000)
        else { return [] }
        return commits.compactMap { id in
            guard let message = try? repository.commit(id).message else { return nil }
            let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
            guard let number = lines.last(where: { $0.hasPrefix(Self.iterationTrailer) }),
                let iteration = Int(number.dropFirst(Self.iterationTrailer.count)), lines.count > 2
            else { return nil }
            return (iteration, String(lines[2]))
        }
    }

    /// Before the number of the pass, in the message of its commit.
    static let iterationTrailer = "Taskdaemon-Iteration: "

    /// Those paths that are no regular files of a tree.
    func missing(_ paths: [String], in tree: ObjectID) throws(AttemptFailure) -> [String] {
        do throws(GitError) {
            let repository = try repository()
            var missing: [String] = []
            for path in paths {
                let entry = try repository.entry(at: RawPath(path), in: tree)
                if entry?.mode != .file, entry?.mode != .executable { missing.append(path) }
            }
            return missing
        } catch {
            throw AttemptFailure(error)
        }
    }
}
