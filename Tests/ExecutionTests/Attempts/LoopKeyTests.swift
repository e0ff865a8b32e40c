import Execution
import Git
import GitNames
import Glibc
import Pipelines
import TaskDaemonTesting
import Testing

extension ProcessesTests {
    @Suite("setup, copy, keep and artifacts", .serialized)
    struct LoopKeyTests {
        private let stand: AttemptStand
        private let base: ObjectID

        init() throws {
            stand = try AttemptStand()
            base = try stand.repository.commit(
                "base", ["lock": "1", "src/a": "a", ".gitignore": "deps/\n.env\ndist/\n*.log\n"])
        }

        private func installing(_ loop: inout LoopType) {
            loop.setup = .shell("mkdir -p deps; cp lock deps/lock; echo set up")
            loop.keep = ["deps/"]
        }

        @Test("setup runs in a fresh tree, and again only when what it made may not do any more")
        func setup() async throws {
            let first = await stand.run("cat deps/lock", at: base, installing)
            #expect(try stand.output(of: first) == "set up\n1")
            #expect(try stand.output(of: await stand.run("cat deps/lock", at: base, installing)) == "1")
            // Another source file needs no other dependencies, another file at the top may.
            let source = try stand.repository.commit("source", ["src/a": "b"])
            #expect(try stand.output(of: await stand.run("cat deps/lock src/a", at: source, installing)) == "1b")
            let locked = try stand.repository.commit("lock", ["lock": "2"])
            #expect(try stand.output(of: await stand.run("cat deps/lock", at: locked, installing)) == "set up\n2")
            // What a failed attempt left is not trusted.
            _ = await stand.run("rm deps/lock; exit 1", at: locked, installing)
            #expect(try stand.output(of: await stand.run("cat deps/lock", at: locked, installing)) == "set up\n2")
            let other = await stand.run("ls deps", at: locked) { loop in
                installing(&loop)
                loop.setup = .shell("mkdir deps")
            }
            #expect(try stand.output(of: other) == "lock" || other.failure != nil)
            await stand.stop()
        }

        @Test("without anything to keep, setup runs each time")
        func setupEachTime() async throws {
            for _ in 0..<2 {
                let result = await stand.run("ls deps", at: base) { loop in
                    installing(&loop)
                    loop.keep = []
                }
                #expect(try stand.output(of: result) == "set up\nlock")
            }
            await stand.stop()
        }

        @Test("a setup that fails is the attempt's failure, and is run again")
        func failingSetup() async throws {
            let flag = stand.repository.beside("flag")
            let failing = { (loop: inout LoopType) in
                loop.setup = .shell("mkdir -p deps; test -e \(flag)")
                loop.keep = ["deps/"]
            }
            let failed = await stand.run("true", at: base, failing)
            #expect(failed.failure?.message == "setup exited 1")
            close(open(flag, O_CREAT | O_WRONLY, 0o600))
            #expect(await stand.run("ls deps", at: base, failing).failure == nil)
            await stand.stop()
        }

        @Test("what is kept survives attempts that succeed, and only among loops that keep the same")
        func keep() async throws {
            let keeping = { (loop: inout LoopType) in loop.keep = ["deps/"] }
            await stand.run("mkdir deps; echo 1 > deps/1; echo x > dist; echo l > a.log", at: base, keeping)
            #expect(try stand.output(of: await stand.run("ls deps; ls dist a.log", at: base, keeping)).hasPrefix("1"))
            #expect(await stand.run("test -e a.log", at: base, keeping).failure != nil)
            await stand.run("mkdir deps; echo 1 > deps/1", at: base, keeping)
            #expect(await stand.run("test -e deps", at: base).failure != nil)
            await stand.stop()
        }

        @Test("ignored files of the working tree are there, each time as they are now, and never in a commit")
        func copy() async throws {
            let copying = { (loop: inout LoopType) in loop.copy = [".env", "notes"] }
            try stand.repository.write(".env", "one")
            try stand.repository.write("notes", "n")
            let first = await stand.run("cat .env; echo > .gitignore; echo new > new", at: base, copying)
            #expect(
                try stand.output(of: first)
                    == "taskdaemon: copied: .env, 3 bytes\ntaskdaemon: not copied: notes is not ignored by the work tree\none"
            )
            #expect(
                try stand.repository.git("ls-tree", "-r", "--name-only", first.tip.hex)
                    == ".gitignore\nlock\nnew\nsrc/a")
            try stand.repository.write(".env", "two")
            #expect(try stand.output(of: await stand.run("cat .env", at: base, copying)).hasSuffix("two"))
            #expect(try stand.output(of: await stand.run("ls -A", at: base)) == ".git\n.gitignore\nlock\nsrc")
            await stand.stop()
        }

        @Test("artifacts are kept whether the attempt succeeds or fails, and what is too much is named")
        func artifacts() async throws {
            let keeping = { (loop: inout LoopType) in loop.artifacts = ["dist/*.whl", "*.log"] }
            let make = "mkdir dist; echo w > dist/a.whl; echo n > dist/note; echo l > run.log; ln -s lock dist/l.whl; "
            for end in ["true", "exit 1"] {
                let result = await stand.run(make + end, at: base, keeping)
                let tree = try #require(result.artifacts)
                #expect(try stand.repository.git("ls-tree", "-r", "--name-only", tree.hex) == "dist/a.whl\nrun.log")
                #expect(
                    try stand.output(of: result) == """
                        taskdaemon: kept as artifacts: dist/a.whl and 1 more, 4 bytes
                        taskdaemon: not kept as artifacts: dist/l.whl is no regular file
                        """)
            }
            let many = "mkdir dist; i=0; while [ $i -lt 1010 ]; do echo $i > dist/$i.whl; i=$((i+1)); done; "
            let result = await stand.run(many + "head -c 40000000 /dev/zero > big.log", at: base, keeping)
            let tree = try #require(result.artifacts)
            #expect(try stand.repository.git("ls-tree", "-r", tree.hex).split(separator: "\n").count == 1000)
            #expect(try stand.output(of: result).contains("not kept as artifacts: big.log has 40000000 bytes"))
            #expect(try stand.output(of: result).contains("not kept as artifacts: 6 more"))
            #expect(await stand.run("true", at: base, keeping).artifacts == nil)
            await stand.stop()
        }
    }
}
