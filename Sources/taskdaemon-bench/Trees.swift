import Git
import GitNames
import Glibc
import TaskDaemonTesting

/// Private work trees against git's: a fresh one, one that is used again, and the commit of what was changed in it.
struct Trees {
    let size: Int

    /// How many files of a directory there are.
    private static let perDirectory = 100
    /// How many files differ between the two commits that are checked out in turn.
    private static let different = 20
    /// How many files are changed before each commit.
    private static let changed = 10
    /// How often a tree of a round is changed, committed and used again.
    private static let turns = 4

    func run(rounds: Int) async throws {
        let repository = try TemporaryRepository()
        let commits = try make(in: repository)
        print("\(size) files in \(size / Self.perDirectory) directories")
        var fresh = Comparison()
        var commit = Comparison()
        var again = Comparison()
        for round in 1...rounds {
            let ours = try OurTree(repository)
            let theirs = GitTree(repository)
            fresh.ours.append(try await milliseconds { try ours.create(commits[0]) })
            fresh.theirs.append(try await milliseconds { try theirs.create(commits[0]) })
            fresh.printLast("round \(round), fresh", with: "git worktree add")
            for turn in 1...Self.turns {
                try edit(ours.directory, round * 100 + turn)
                try edit(theirs.directory, round * 100 + turn)
                commit.ours.append(try await milliseconds { try ours.commit() })
                commit.theirs.append(try await milliseconds { try theirs.commit() })
                commit.printLast("round \(round), commit", with: "git add -A && git commit")
                again.ours.append(try await milliseconds { try ours.goTo(commits[turn % 2]) })
                again.theirs.append(try await milliseconds { try theirs.goTo(commits[turn % 2]) })
                again.printLast("round \(round), used again", with: "git checkout --detach")
            }
            try ours.remove()
            try theirs.remove()
        }
        let add = median(fresh.theirs)
        print("medians: fresh \(rounded(median(fresh.ours))) ms, git worktree add \(rounded(add)) ms")
        print(
            "used again \(rounded(median(again.ours))) ms: \(rounded(again.ratio)) of git checkout --detach, "
                + "\(rounded(median(again.ours) / add)) of git worktree add")
        print(
            "commit of \(Self.changed) changed files \(rounded(median(commit.ours))) ms: \(rounded(commit.ratio)) of "
                + "git add -A && git commit")
    }

    /// A repository of so many files of 2 to 4 KB, and two commits of it that differ in a few.
    private func make(in repository: TemporaryRepository) throws -> [ObjectID] {
        for number in 0..<size {
            try repository.write(Self.path(number), Self.content(number), mode: 0o644)
        }
        var commits: [ObjectID] = []
        for step in 0..<2 {
            if step == 1 {
                for number in 0..<Self.different {
                    let file = number * (size / Self.different)
                    try repository.write(Self.path(file), Self.content(file + 1_000_003), mode: 0o644)
                }
            }
            try repository.git("add", "-A")
            try repository.git("commit", "-q", "-m", "step \(step)")
            guard let id = ObjectID(hex: try repository.git("rev-parse", "HEAD")) else { continue }
            commits.append(id)
        }
        try repository.git("-c", "pack.window=0", "repack", "-adq")
        return commits
    }

    private func edit(_ directory: String, _ seed: Int) throws {
        for number in 0..<Self.changed {
            let path = "\(directory)/\(Self.path((number * 4_999 + seed * 37) % size))"
            guard let file = fopen(path, "w") else { throw BenchFailure(description: "cannot edit \(path)") }
            fputs("changed in turn \(seed)\n", file)
            fclose(file)
        }
    }

    private static func path(_ number: Int) -> String {
        "directory-\(number / perDirectory)/source-file-\(number % perDirectory).swift"
    }

    /// Lines of words, no two files the same.
    private static func content(_ number: Int) -> [UInt8] {
        var state = UInt64(number &+ 1) &* 0x9e37_79b9_7f4a_7c15
        var bytes: [UInt8] = []
        let length = 2048 + number % 2048
        while bytes.count < length {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            bytes += String(state, radix: 36).utf8
            bytes.append(state % 7 == 0 ? 10 : 32)
        }
        return bytes
    }
}

/// Something that is measured did not work.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
}

/// A private work tree, used as the daemon uses it.
private final class OurTree {
    let directory: String
    private let repository: Repository
    private let tree: PrivateWorkTree
    private var tip: ObjectID?

    init(_ temporary: TemporaryRepository) throws {
        directory = temporary.beside("ours")
        repository = try Repository.open(at: temporary.path)
        tree = PrivateWorkTree(
            at: directory, index: directory + ".index", branch: "refs/heads/taskdaemon/bench",
            identity: Signature(name: "Bench", email: "bench@example.org", seconds: 0))
    }

    func create(_ commit: ObjectID) throws {
        _ = try PrivateWorkTree.create(
            at: directory, index: tree.index, borrowing: repository, commit: commit, branch: tree.branch,
            identity: tree.identity)
        tip = commit
    }

    func goTo(_ commit: ObjectID) throws {
        try tree.reset(to: commit, borrowing: repository)
        tip = commit
    }

    /// As the end of an iteration does.
    func commit() throws {
        guard let tip else { return }
        let writer = try repository.writer()
        _ = try tree.importCommits(since: tip, from: repository, into: writer)
        let collected = try tree.collect(into: writer)
        guard collected.modified.count == 10 else {
            throw BenchFailure(description: "\(collected.modified.count) files were found changed")
        }
        let commit = try writer.commit(
            tree: collected.tree, parents: [tip], author: tree.identity, committer: tree.identity, message: "changed\n")
        _ = try writer.finish()
        try tree.advance(to: commit, after: collected, borrowing: repository)
    }

    func remove() throws { try tree.remove() }
}

/// A worktree of git's own.
private final class GitTree {
    let directory: String
    private let repository: TemporaryRepository

    init(_ repository: TemporaryRepository) {
        self.repository = repository
        directory = repository.beside("theirs")
    }

    func create(_ commit: ObjectID) throws {
        try git("worktree", "add", "-q", "--detach", directory, commit.hex, in: repository.path)
    }

    func goTo(_ commit: ObjectID) throws { try git("checkout", "-q", "--detach", commit.hex) }

    func commit() throws {
        try git("add", "-A")
        try git("-c", "user.name=Bench", "-c", "user.email=bench@example.org", "commit", "-q", "-m", "changed")
    }

    func remove() throws {
        try git("worktree", "remove", "--force", directory, in: repository.path)
    }

    private func git(_ arguments: String..., in other: String? = nil) throws {
        guard try succeeds("git", arguments, in: other ?? directory) else {
            throw BenchFailure(description: "git \(arguments.joined(separator: " ")) failed")
        }
    }
}
