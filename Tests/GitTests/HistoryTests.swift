import Git
import GitNames
import TaskDaemonTesting
import Testing

@Suite("History") struct HistoryTests {
    /// Two branches that were merged once, each with a commit after it, and a root of its own.
    private func branchy(_ temporary: TemporaryRepository) throws -> [ObjectID] {
        try temporary.commit("a")
        try temporary.commit("b")
        try temporary.git("checkout", "-q", "-b", "side", "HEAD^")
        try temporary.commit("c")
        try temporary.git("checkout", "-q", "main")
        try temporary.git("merge", "-q", "--no-ff", "-m", "d", "side")
        try temporary.commit("e")
        try temporary.git("checkout", "-q", "side")
        try temporary.commit("f")
        try temporary.git("checkout", "-q", "--orphan", "lone")
        try temporary.commit("g")
        return try temporary.git("rev-list", "--all").split(separator: "\n").compactMap { ObjectID(hex: $0) }
    }

    @Test("ancestry, merge bases and first parents are those of git, for every pair of commits")
    func pairs() throws {
        let temporary = try TemporaryRepository()
        let commits = try branchy(temporary)
        let repository = try temporary.open()
        #expect(commits.count == 7)
        for a in commits {
            for b in commits {
                let said = try temporary.tryGit(["merge-base", "--is-ancestor", a.hex, b.hex]).status == 0
                #expect(try repository.isAncestor(a, of: b) == said)
                let base = try temporary.tryGit(["merge-base", a.hex, b.hex]).text
                #expect(try repository.mergeBase(a, b)?.hex ?? "" == base)
                let walk = try temporary.git("rev-list", "--first-parent", "--reverse", a.hex, "^" + b.hex)
                let expected = walk.split(separator: "\n").compactMap { ObjectID(hex: $0) }
                #expect(try repository.firstParentCommits(from: a, seen: [b], limit: 100) == expected)
                #expect(try repository.firstParentCommits(from: a, seen: [b], limit: 1) == Array(expected.prefix(1)))
            }
        }
    }

    @Test("seen commits that are gone are ignored, and what is no commit is refused")
    func oddities() throws {
        let temporary = try TemporaryRepository()
        let first = try temporary.commit("1", ["a": "1"])
        let second = try temporary.commit("2")
        let gone = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        let repository = try temporary.open()
        #expect(try repository.firstParentCommits(from: second, seen: [gone, first], limit: 9) == [second])
        #expect(try repository.firstParentCommits(from: second, seen: [], limit: 9) == [first, second])
        let tree = try temporary.id("HEAD^{tree}")
        #expect(throws: GitError.self) { try repository.isAncestor(tree, of: second) }
        #expect(throws: GitError.self) { try repository.mergeBase(gone, second) }
        #expect(throws: GitError.self) { try repository.firstParentCommits(from: tree, seen: [], limit: 1) }
    }

    @Test("in a shallow clone history ends where it was cut off, as in git")
    func shallow() throws {
        let origin = try TemporaryRepository()
        _ = try branchy(origin)
        let path = origin.beside("clone")
        try TemporaryRepository.checked(
            ["clone", "-q", "--depth", "2", "--no-single-branch", "file://" + origin.path, path], home: origin.home)
        let repository = try Repository.open(at: path)
        #expect(repository.isShallow)
        func git(_ arguments: String...) throws -> GitOutput {
            try TemporaryRepository.run(["-C", path] + arguments, home: origin.home)
        }
        let commits = try git("rev-list", "--all").text.split(separator: "\n").compactMap { ObjectID(hex: $0) }
        #expect(commits.count < 7)
        for a in commits {
            let parents = try git("rev-list", "--parents", "-1", a.hex).text.split(separator: " ").dropFirst()
            #expect(try repository.commit(a).parents == parents.compactMap { ObjectID(hex: $0) })
            for b in commits {
                let said = try git("merge-base", "--is-ancestor", a.hex, b.hex).status == 0
                #expect(try repository.isAncestor(a, of: b) == said)
                #expect(try repository.mergeBase(a, b)?.hex ?? "" == git("merge-base", a.hex, b.hex).text)
                let walk = try git("rev-list", "--first-parent", "--reverse", a.hex, "^" + b.hex).text
                let expected = walk.split(separator: "\n").compactMap { ObjectID(hex: $0) }
                #expect(try repository.firstParentCommits(from: a, seen: [b], limit: 100) == expected)
            }
        }
        let missing = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        let error = #expect(throws: GitError.self) { try repository.commit(missing) }
        #expect(error?.hint?.contains("--unshallow") == true)
    }

    @Test("work trees are listed with their HEADs, locks and rebases")
    func worktrees() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1", ["a": "1"])
        let other = try temporary.commit("2", ["a": "2"])
        try temporary.git("worktree", "add", "-q", "-b", "b", temporary.beside("on-branch"))
        try temporary.git("worktree", "add", "-q", "--detach", temporary.beside("detached"), commit.hex)
        try temporary.git("worktree", "add", "-q", "-b", "gone", temporary.beside("gone"))
        try temporary.git("worktree", "lock", temporary.beside("detached"))
        let rebasing = temporary.beside("rebasing")
        try temporary.git("worktree", "add", "-q", "-b", "rebased", rebasing, commit.hex)
        let work = ["-C", rebasing]
        try temporary.tryGit(work + ["commit", "-q", "--allow-empty", "-m", "x"]).bytes.forEach { _ in }
        _ = try temporary.tryGit(
            work + ["rebase", "-q", "--exec", "false", other.hex], environment: ["GIT_EDITOR": "true"])
        TemporaryDirectory.remove(temporary.beside("gone"))
        let trees = try temporary.open().worktrees()
        #expect(trees.map(\.name) == [nil, "detached", "gone", "on-branch", "rebasing"])
        #expect(trees[0].path == temporary.path)
        #expect(trees[0].head == .branch("refs/heads/main", other))
        #expect(trees[1].head == .detached(commit))
        #expect(trees[1].isLocked && !trees[3].isLocked)
        #expect(trees[2].head == .branch("refs/heads/gone", other))
        #expect(!trees[2].isPresent && trees[3].isPresent)
        #expect(trees[3].path == temporary.beside("on-branch"))
        #expect(trees[4].holds("refs/heads/rebased"))
        #expect(trees[3].holds("refs/heads/b") && !trees[1].holds("refs/heads/b"))
        #expect(try Repository.open(at: temporary.beside("detached")).worktrees() == trees)
        let bare = try TemporaryRepository(bare: true)
        #expect(try bare.open().worktrees() == [])
    }

    @Test("refs of a linked work tree are its own where git has them so")
    func ownRefs() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1")
        let path = temporary.beside("linked")
        try temporary.git("worktree", "add", "-q", "-b", "b", path)
        try temporary.tryGit(["-C", path, "update-ref", "refs/worktree/mine", commit.hex]).bytes.forEach { _ in }
        try temporary.git("update-ref", "refs/worktree/main", commit.hex)
        let linked = try Repository.open(at: path)
        #expect(try linked.refs(under: ["refs/worktree/"]) == ["refs/worktree/mine": commit])
        #expect(try temporary.open().refs(under: ["refs/worktree/"]) == ["refs/worktree/main": commit])
        #expect(try linked.refs(under: []).count == 3)
        #expect(try linked.ref("refs/worktree/mine") == commit)
        #expect(try linked.move(RefMove(ref: "refs/heads/n", old: nil, new: commit), message: "m") == .moved)
        #expect(try temporary.id("refs/heads/n") == commit)
    }
}
