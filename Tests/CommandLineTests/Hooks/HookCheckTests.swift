import Foundation
import Testing

/// The checks of what is committed or pushed.
@Suite struct HookCheckTests {
    private static let broken = "name: x\nstages:\n  - {name: a, loop_type: shel}\n"
    private static let right = "name: x\nstages:\n  - {name: a, loop_type: shell, run: \"true\"}\n"
    private static let path = ".taskdaemon/pipelines/x.yml"

    @Test("a commit is refused for what is in the index, whatever stands in the working tree")
    func index() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        #expect(try program("hooks", "install", "--check", "pre-commit").status == 0)
        try program.write(Self.broken, to: "work/" + Self.path)
        try program.git("add", "--all")
        try program.write(Self.right, to: "work/" + Self.path)
        let refused = try program.git("commit", "--quiet", "-m", "x")
        #expect(refused.status == 1)
        #expect(refused.error.contains("\(Self.path):3:"))
        #expect(refused.error.contains("loop_type: shel}"))
        #expect(refused.error.contains("taskdaemon refuses the commit"))
        try program.git("add", "--all")
        try program.write(Self.broken, to: "work/" + Self.path)
        #expect(try program.git("commit", "--quiet", "-m", "x").status == 0)
        // With paths git has an index for this commit alone.
        #expect(try program.git("commit", "--quiet", "-m", "y", "--", Self.path).status == 1)
        #expect(try program.git("commit", "--quiet", "-m", "y", "--no-verify", "--", Self.path).status == 0)
        // What was there already is in nobody's way.
        try program.write("hello\n", to: "work/readme")
        try program.git("add", "readme")
        #expect(try program.git("commit", "--quiet", "-m", "z").status == 0)
    }

    @Test("a document that cannot be read is refused; one that only lacks something is not")
    func documents() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        #expect(try program("hooks", "install", "--check", "pre-commit").status == 0)
        try program.write("# Spec: One\n**Dependencies:** [nowhere]\n", to: "work/specs/one.md")
        try program.git("add", "--all")
        #expect(try program.git("commit", "--quiet", "-m", "x").status == 0)
        try program.shell("printf '# Plan: \\377\\n' > plan; mkdir -p plans; mv plan plans/bad.md; git add plans")
        let refused = try program.git("commit", "--quiet", "-m", "y")
        #expect(refused.status == 1)
        #expect(refused.error.contains("plans/bad.md:1:"))
    }

    @Test("a push is refused for what is in it, while it is in quarantine")
    func quarantine() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.git("init", "--quiet", "--bare", "../bare.git")
        #expect(try program("-C", "../bare.git", "hooks", "install", "--check", "pre-receive").status == 0)
        #expect(try program.git("push", "--quiet", "../bare.git", "main").status == 0)
        try program.write(Self.broken, to: "work/" + Self.path)
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "broken")
        let refused = try program.git("push", "--quiet", "../bare.git", "main")
        #expect(refused.status != 0)
        #expect(refused.error.contains("\(Self.path):3:"))
        #expect(refused.error.contains("taskdaemon refuses refs/heads/main"))
        #expect(try program.id("main", in: "../bare.git") == program.id("HEAD~"))
        // On a branch of ours it is nobody's definition, and what its tip has put right is right.
        #expect(try program.git("push", "--quiet", "../bare.git", "HEAD:refs/heads/taskdaemon/x").status == 0)
        try program.write(Self.right, to: "work/" + Self.path)
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "right")
        #expect(try program.git("push", "--quiet", "../bare.git", "main").status == 0)
    }

    @Test("what was there before has the first word, with the pushed refs as its input")
    func chained() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.git("init", "--quiet", "--bare", "../bare.git")
        try program.script("#!/bin/sh\ncat > ../refs\n[ ! -e ../refuse ]\n", at: "../bare.git/hooks/pre-receive")
        #expect(try program("-C", "../bare.git", "hooks", "install", "--check", "pre-receive").status == 0)
        #expect(try program.git("push", "--quiet", "../bare.git", "main").status == 0)
        let zero = String(repeating: "0", count: 40)
        #expect(program.text("../refs") == "\(zero) \(try program.id("HEAD")) refs/heads/main\n")
        try program.shell(": > ../refuse")
        #expect(try program.git("push", "--quiet", "../bare.git", "main:topic").status != 0)
    }
}
