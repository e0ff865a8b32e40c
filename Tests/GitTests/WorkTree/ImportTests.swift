import Git
import GitNames
import Glibc
import Testing

@Suite("Private work tree: commits the agent made", .serialized)
struct ImportTests {
    /// A workspace with one commit and a work tree of it.
    private func prepared() throws -> (TemporaryWorkspace, PrivateWorkTree, base: ObjectID) {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf zero > zero")
        let base = try workspace.commit("mkdir -p d/e; printf x > d/e/x; printf y > y")
        return (workspace, try workspace.checkOut(), base)
    }

    private func take(
        _ workspace: TemporaryWorkspace, _ tree: PrivateWorkTree, _ base: ObjectID
    ) throws -> ImportedCommits {
        let repository = try workspace.open()
        let writer = try repository.writer()
        let imported = try tree.importCommits(since: base, from: repository, into: writer)
        _ = try writer.finish()
        return imported
    }

    @Test("no commits are none, and no refusal")
    func none() throws {
        let (workspace, tree, base) = try prepared()
        try workspace.agent("printf z > z")
        let imported = try take(workspace, tree, base)
        #expect(imported.tip == nil && imported.count == 0 && imported.refusal == nil)
    }

    @Test(
        "commits, branches, merges and packs are taken over whole",
        arguments: [
            ("printf 1 >> y; git commit -qam one; mkdir n; printf 2 > n/2; git add -A; git commit -qm two", 2),
            ("git checkout -qb feature; printf 1 > f; git add -A; git commit -qm f", 1),
            ("git checkout -q --detach; printf 1 > f; git add -A; git commit -qm f", 1),
            ("printf 1 > f; git add -A; git commit -qm f; git gc -q --prune=now; git pack-refs --all", 1),
            (
                "git checkout -qb s; printf s > s; git add -A; git commit -qm s; git checkout -q -; printf m > m; git add -A; git commit -qm m; git merge -qm merge s",
                3
            ),
            ("git merge -q --no-ff -m again HEAD~1; git commit -q --allow-empty -m e", 1),
            ("git mv d moved; git commit -qm moved; git commit -q --allow-empty -m empty", 2),
            ("git rm -rq .; git commit -qm all", 1),
            ("printf s > y; git stash -q; git stash apply -q; git commit -qam s", 1),
        ])
    func takes(script: String, count: Int) throws {
        let (workspace, tree, base) = try prepared()
        try workspace.agent(script)
        let tip = try workspace.agent("git rev-parse HEAD")
        let imported = try take(workspace, tree, base)
        #expect(imported.refusal == nil)
        #expect(imported.tip?.hex == tip)
        #expect(imported.count == count)
        try PrivateWorkTree.remove(at: workspace.treePath)
        try workspace.git("update-ref", "refs/heads/taken", tip)
        #expect(try workspace.git("fsck", "--strict", "--no-dangling") == "")
    }

    @Test(
        "what is wrong with commits leaves them behind, with a reason, and the files are taken all the same",
        arguments: [
            ("git commit -q --amend -m other", "is not on top of"),
            ("git checkout -q --orphan o; git commit -qm o", "is not on top of"),
            ("git reset -q --soft HEAD~1; git commit -qm o", "is not on top of"),
            (
                "printf 1 > f; git add f; git commit -qm f; rm .git/objects/$(git rev-parse HEAD:f | sed 's,..,&/,')",
                "missing or damaged"
            ),
            (
                "printf 1 > f; git add f; git commit -qm f; o=.git/objects/$(git rev-parse HEAD:f | sed 's,..,&/,'); p=.git/objects/$(printf other | git hash-object -w --stdin | sed 's,..,&/,'); chmod u+w $o; cp $p $o",
                "missing or damaged"
            ),
            (
                "t=$(printf '100644 blob %s\\t.git\\n' $(git rev-parse HEAD:y) | sed s/.git/.gix/ | git mktree); git cat-file tree $t | sed s/gix/git/ > t; git update-ref HEAD $(git commit-tree -p HEAD -m bad $(git hash-object -t tree -w --literally t)); rm t",
                "not a name for a tree"
            ),
            (
                "git update-ref HEAD $(printf 'tree %s\\nparent %s\\nauthor x\\ncommitter x\\n\\nm\\n' $(git rev-parse HEAD^{tree} HEAD) | git hash-object -t commit -w --stdin --literally)",
                "malformed"
            ),
            (
                "git init -q sub; git -C sub commit -q --allow-empty -m s; git add sub 2>/dev/null; git commit -qm sub; rm -rf sub",
                "submodule"
            ),
            (
                "ln -s y .gitmodules; git update-index --add --cacheinfo 120000,$(git rev-parse HEAD:y),gitmodules; t=$(git write-tree); git cat-file tree $t | sed 's/120000 gitmodules/120000 .gitmodules/' > t; rm .gitmodules; git update-ref HEAD $(git commit-tree -p HEAD -m bad $(git hash-object -t tree -w --literally t)); rm t",
                "tree"
            ),
            (
                "printf 1 > f; git add -A; git commit -qm f; mv .git/objects ../outside/o; ln -s ../../outside/o .git/objects",
                "object directory"
            ),
            (
                "printf 1 > f; git add -A; git commit -qm f; git gc -q; mv .git/objects/pack ../outside/p; ln -s ../../../outside/p .git/objects/pack",
                "object directory"
            ),
            (
                "printf 1 > f; git add -A; git commit -qm f; o=.git/objects/$(git rev-parse HEAD:f | sed 's,..,&/,'); mv $o ../outside/o; ln -s $PWD/../outside/o $o",
                "object directory"
            ),
            (
                "printf 1 > f; git add -A; git commit -qm f; mkfifo .git/objects/$(git rev-parse HEAD:f | cut -c1-2)/00000000000000000000000000000000000000",
                "object directory"
            ),
            ("rm -rf .git", "no repository"),
        ])
    func refuses(script: String, reason: String) throws {
        let (workspace, tree, base) = try prepared()
        try workspace.agent(script)
        try workspace.agent("printf file > file")
        let imported = try take(workspace, tree, base)
        #expect(imported.tip == nil)
        #expect(imported.refusal?.contains(reason) == true, "\(imported.refusal ?? "no refusal")")
        #expect(try workspace.collect(tree).added.contains("file"))
    }

    @Test("a planted alternates file gives nothing away")
    func alternates() throws {
        let (workspace, tree, base) = try prepared()
        try workspace.run("git", "init", "-q", workspace.outside, in: workspace.root)
        try workspace.agent(
            """
            printf TOPSECRET > ../outside/s; git -C ../outside add -A; git -C ../outside commit -qm s
            printf '%s\\n' "$PWD/../outside/.git/objects" >> .git/objects/info/alternates
            git update-index --add --cacheinfo 100644,$(git -C ../outside rev-parse HEAD:s),stolen; git commit -qm steal
            """)
        let imported = try take(workspace, tree, base)
        #expect(imported.tip == nil)
        #expect(imported.refusal == "stolen is missing or damaged")
    }

    @Test("more commits than the limit are not taken")
    func limits() throws {
        let (workspace, _, base) = try prepared()
        try PrivateWorkTree.remove(at: workspace.treePath)
        let tree = try workspace.checkOut(limits: WorkTreeLimits(importedCommits: 3))
        try workspace.agent("for i in 1 2 3 4; do git commit -q --allow-empty -m $i; done")
        #expect(try take(workspace, tree, base).refusal == "there are more than 3 commits")
    }

    @Test("commits of one iteration after another are taken, each on top of the daemon's")
    func iterations() throws {
        let (workspace, tree, base) = try prepared()
        var tip = base
        for number in 1...3 {
            try workspace.agent("printf \(number) > y; git commit -qam agent-\(number); printf \(number) > z")
            let repository = try workspace.open()
            let writer = try repository.writer()
            let collected = try tree.collect(into: writer)
            let imported = try tree.importCommits(since: tip, from: repository, into: writer)
            #expect(imported.count == 1)
            let commit = try writer.commit(
                tree: collected.tree, parents: [try #require(imported.tip)], author: TemporaryWorkspace.identity,
                committer: TemporaryWorkspace.identity, message: "iteration \(number)\n")
            _ = try writer.finish()
            try tree.advance(to: commit, after: collected, borrowing: repository)
            #expect(try workspace.agent("git status --porcelain; git rev-parse HEAD") == commit.hex)
            tip = commit
        }
        #expect(
            try workspace.agent("git log --format=%s | head -6 | tr '\\n' ' '").hasPrefix(
                "iteration 3 agent-3 iteration 2 agent-2 iteration 1 agent-1"))
    }
}
