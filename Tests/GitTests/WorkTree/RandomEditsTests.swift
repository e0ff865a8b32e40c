import Git
import GitNames
import Glibc
import Testing

@Suite("Private work tree: against git", .serialized)
struct RandomEditsTests {
    @Test("after any edits the collected tree is the one that git's own add makes", arguments: 1...8)
    func edits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let workspace = try TemporaryWorkspace()
        var tip = try workspace.commit(script(of: 60, &random))
        let tree = try workspace.checkOut()
        for _ in 0..<4 {
            try workspace.agent(script(of: Int.random(in: 0...25, using: &random), &random))
            let before = try workspace.tree(of: tip)
            let expected = try workspace.treeByGit(base: before)
            let next = try workspace.iterate(tree, on: tip)
            let taken = try workspace.tree(of: next)
            if taken != expected {
                Issue.record("seed \(seed): \(try workspace.differences(from: expected, to: taken))")
                return
            }
            #expect(try workspace.agent("git status --porcelain") == "")
            tip = next
        }
    }

    @Test("going to another commit leaves what a fresh work tree has, whatever was done before", arguments: 1...8)
    func resets(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 1000)
        let workspace = try TemporaryWorkspace()
        var commits: [ObjectID] = []
        for _ in 0..<3 { commits.append(try workspace.commit(script(of: 30, &random))) }
        let tree = try workspace.checkOut()
        var tip = try workspace.head()
        for round in 0..<6 {
            let commit = commits[Int.random(in: 0..<commits.count, using: &random)]
            try workspace.agent(script(of: 15, &random))
            if round % 2 == 0 { _ = try workspace.iterate(tree, on: tip) }
            try workspace.agent(
                script(of: 5, &random) + "\nmkdir -p q/r; chmod 000 q; touch .git/index.lock; printf x > extra")
            try tree.reset(to: commit, borrowing: try workspace.open())
            try workspace.expectFresh(tree, at: commit)
            tip = commit
        }
    }

    @Test("what is to be kept survives a reset")
    func keeping() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit("printf x > x; printf 'node_modules/\\n' > .gitignore; mkdir d; printf x > d/x")
        let tree = try workspace.checkOut()
        try workspace.agent(
            "mkdir -p node_modules/a d/node_modules; printf 1 > node_modules/a/1; printf 2 > d/node_modules/2; printf 3 > new"
        )
        try tree.reset(to: base, borrowing: try workspace.open(), keeping: ["node_modules/"])
        #expect(try workspace.agent("cat node_modules/a/1 d/node_modules/2; ls") == "12d\nnode_modules\nx")
    }

    @Test("ignore patterns mean what git says they mean", arguments: 1...4)
    func patterns(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 5000)
        let workspace = try TemporaryWorkspace()
        try workspace.commit(":")
        let tree = try workspace.checkOut()
        let parts = ["a", "b", "ab", "abc", ".a", "a.o", "b.o", "[x]", "a b", "foo", "bar"]
        let globs = [
            "*", "**", "?", "a*", "*b", "[ab]", "[!a]", "[a-c]*", "*.o", "\\a", "[[:alpha:]]", "[]a]", "a?c", "foo",
            "bar",
            "[^b]*", "*[.]o", "\\[x\\]", "a\\ b", "[a", "[[:alnum:].]*", "[b-a]", "[\\a-b]", "**b", "a**",
        ]
        for _ in 0..<8 {
            var lines = "git clean -fdxq\n"
            for _ in 0..<40 {
                let path = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    parts.randomElement(using: &random) ?? "a"
                }
                let directory = path.dropLast().joined(separator: "/")
                lines +=
                    "mkdir -p './\(directory)' 2>/dev/null && touch './\(path.joined(separator: "/"))' 2>/dev/null || :\n"
            }
            for directory in [".", "a", "foo", "a/b", "foo/bar"] where Bool.random(using: &random) || directory == "." {
                var patterns = ""
                for _ in 0..<Int.random(in: 1...5, using: &random) {
                    let glob = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                        globs.randomElement(using: &random) ?? "*"
                    }.joined(separator: "/")
                    let before = ["", "", "", "!", "/", "!/", "**/"].randomElement(using: &random) ?? ""
                    let after = ["", "", "", "/", " ", "/**", "\r", "/*"].randomElement(using: &random) ?? ""
                    patterns += before + glob + after + "\n"
                }
                lines += "test -d \(directory) && printf '%s' '\(patterns)' > \(directory)/.gitignore || :\n"
            }
            try workspace.agent(lines)
            let base = try workspace.tree(of: workspace.head())
            let expected = try workspace.treeByGit(base: base)
            let taken = try workspace.collect(tree).tree
            if taken != expected {
                let files = try workspace.agent(
                    "for f in $(find . -name .gitignore); do echo \"== $f\"; cat -A $f; done")
                Issue.record("\(files)\n\(try workspace.differences(from: expected, to: taken))")
                return
            }
        }
    }

    /// A shell script of random edits.
    private func script(of count: Int, _ random: inout SeededGenerator) -> String {
        let names = ["a", "b", "c.txt", "d.o", "build", "src", "x y", "\u{fc}", "-n", "log"]
        func path() -> String {
            let depth = Int.random(in: 1...4, using: &random)
            return "./" + (0..<depth).map { _ in names.randomElement(using: &random) ?? "a" }.joined(separator: "/")
        }
        var lines = ["set +e"]
        for _ in 0..<count {
            let one = path()
            let two = path()
            let parent = "mkdir -p \"$(dirname '\(one)')\" 2>/dev/null"
            switch Int.random(in: 0..<14, using: &random) {
            case 0...4: lines.append("\(parent); printf '\(Int.random(in: 0...99, using: &random))\\r\\n' > '\(one)'")
            case 5: lines.append("\(parent); ln -sfn '\(two)' '\(one)'")
            case 6: lines.append("rm -rf '\(one)'")
            case 7: lines.append("test -f '\(one)' && ! test -L '\(one)' && chmod +x '\(one)'")
            case 8: lines.append("test -f '\(one)' && ! test -L '\(one)' && chmod -x '\(one)'")
            case 9: lines.append("mkdir -p \"$(dirname '\(two)')\"; mv '\(one)' '\(two)'")
            case 10: lines.append("rm -rf '\(one)'; \(parent); printf new > '\(one)'")
            case 11: lines.append("mkdir -p '\(one)'")
            case 12: lines.append("touch '\(one)'")
            default:
                let patterns = ["*.o", "build/", "/src", "!d.o", "a/b", "**/log", "b/**", "x y", "!/a"]
                let chosen = patterns.shuffled(using: &random).prefix(3).joined(separator: "\\n")
                lines.append(
                    "\(parent); test -d \"$(dirname '\(one)')\" && printf '\(chosen)\\n' > \"$(dirname '\(one)')/.gitignore\""
                )
            }
        }
        return lines.map { "{ \($0); } 2>/dev/null" }.joined(separator: "\n") + "\n:"
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
