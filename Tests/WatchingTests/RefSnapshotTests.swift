import GitNames
import Pipelines
import Testing

@testable import Watching

@Suite("Snapshots and changes")
struct RefSnapshotTests {
    private let one = id(1)
    private let two = id(2)

    @Test("changes name what came, moved and went, by target")
    func changes() {
        let old = RefSnapshot(refs: ["refs/heads/a": one, "refs/heads/b": one, "refs/heads/c": one], heads: ["": one])
        let new = RefSnapshot(refs: ["refs/heads/b": two, "refs/heads/c": one, "refs/heads/d": two], heads: ["x": two])
        #expect(
            old.changes(to: new) == [
                .ref("refs/heads/a", one, nil), .ref("refs/heads/b", one, two), .ref("refs/heads/d", nil, two),
                RefChange(.head(worktree: ""), old: one, new: nil), RefChange(.head(worktree: "x"), old: nil, new: two),
            ])
        #expect(old.changes(to: old) == [])
    }

    @Test("a queue that nobody takes from holds one change for each target, and none for what came back")
    func queue() {
        let queue = RefChangeQueue()
        queue.add([.ref("a", nil, one), .ref("b", one, two)])
        queue.add([.ref("a", one, two), .ref("b", two, one), .ref("c", one, nil)])
        #expect(queue.take() == [.ref("a", nil, two), .ref("c", one, nil)])
        #expect(queue.take() == [])
    }

    @Test("a scope takes what starts with its prefixes, without what it ignores")
    func scope() {
        let scope = RefScope(prefixes: ["refs/heads/", "refs/x"], ignoring: ["refs/heads/our/"])
        #expect(scope.contains("refs/heads/a") && scope.contains("refs/xy") && !scope.contains("refs/heads/our/a"))
        #expect(!scope.contains("refs/tags/a") && !RefScope.workspace.contains("refs/taskdaemon/journal/r"))
        #expect(scope.reaches("refs/") && scope.reaches("refs/heads/") && scope.reaches("refs/heads/a/"))
        #expect(!scope.reaches("refs/heads/our/") && !scope.reaches("refs/tags/"))
    }

    @Test(
        "a glob matches whole paths",
        arguments: [
            ("plans/**/*.md", "plans/a.md", true), ("plans/**/*.md", "plans/a/b/c.md", true),
            ("plans/**/*.md", "plans/a.txt", false), ("plans/**/*.md", "x/plans/a.md", false),
            ("plans/*.md", "plans/a/b.md", false), ("**/*.md", "a.md", true), ("**", "a/b/c", true),
            ("a/**", "a/b", true),
            ("a/**/b/**/c", "a/x/b/y/b/c", true), ("a/**/b/**/c", "a/x/b/y", false), ("?.md", "é.md", true),
            ("?.md", "ab.md", false), ("*a*b*", "xxaxxbxx", true), ("*a*b*", "xxbxxaxx", false), ("a**b", "axxb", true),
            ("a**b", "ax/xb", false), ("", "", true), ("", "a", false), ("[a].md", "[a].md", true), ("*", "", true),
            ("feature/*", "feature/one", true), ("a//b", "a/b", false), ("**/x", "x", true),
            ("PLANS/*", "plans/a", false),
        ])
    func globs(pattern: String, path: String, matches: Bool) {
        #expect(Glob(pattern).matches(path) == matches)
    }

    @Test("a glob of many stars takes no longer than the product of the lengths")
    func manyStars() {
        let pattern = Glob(String(repeating: "**/", count: 200) + String(repeating: "*a", count: 200) + "b")
        let path = String(repeating: "a/", count: 500) + String(repeating: "a", count: 2_000)
        var matches = true
        let time = ContinuousClock().measure { matches = pattern.matches(path) }
        #expect(!matches && time < .seconds(10))
    }
}

func id(_ number: UInt8) -> ObjectID {
    guard let id = ObjectID(bytes: [UInt8](repeating: number, count: 20)) else { fatalError("20 bytes are an id") }
    return id
}
