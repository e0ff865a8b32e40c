import Daemon
import Foundation
import GitNames
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// Work trees over the life of runs and daemons.
@Suite("Work trees of a workspace")
struct TreeTests {
    @Test("200 instances run at once, each in a tree of its own", .timeLimit(.minutes(5)))
    func twoHundred() async throws {
        var workshop = try Workshop()
        workshop.userConfig += "max_parallel: 200\n"
        let side = try workshop.side()
        let items = (1...200).map(String.init).joined(separator: ",")
        let go = workshop.repository.beside("go")
        // Each goes on when all have begun, so none can end before the last has begun. The last says so to all: looking
        // for the others often would keep them from beginning.
        try await workshop.define(
            """
              - name: all
                loop_type: shell
                for_each: "[\(items)]"
                parallel_instances: 200
                run: |
                  touch \(side)/$TASKDAEMON_INSTANCE
                  if test $(ls \(side) | wc -l) -eq 200; then touch \(go); fi
                  n=0; while ! test -e \(go) && test $n -lt 120; do sleep 1; n=$((n+1)); done
                  test $(ls \(side) | wc -l) -eq 200 && echo $TASKDAEMON_INSTANCE > $TASKDAEMON_INSTANCE.txt
                  pwd > place-$TASKDAEMON_INSTANCE
            """)
        try workshop.plan()
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        let run = try workshop.run()
        let files = try workshop.repository.git("ls-tree", "--name-only", run.branch.text).split(separator: "\n")
        #expect(files.filter { $0.hasSuffix(".txt") }.count == 200)
        let places = try workshop.repository.git("grep", "-h", "", run.branch.text, "--", "place-*")
        #expect(Set(places.split(separator: "\n")).count == 200)
        let trees = try FileManager.default.contentsOfDirectory(atPath: workshop.location.state.trees)
        #expect(trees.filter { $0 != "removed" }.count <= 64)
        #expect(try workshop.complaints() == "")
    }

    @Test("the trees of one daemon are used again by the next")
    func restart() async throws {
        let workshop = try Workshop()
        try await workshop.define(
            """
              - name: only
                loop_type: shell
                setup: "mkdir cache; echo made >> cache/log"
                keep: ["cache/"]
                run: "pwd > place.txt; cat cache/log > log.txt"
            """)
        _ = try workshop.repository.commit("ignore", [".gitignore": "cache/\n"])
        var places: Set<String> = []
        for number in 1...3 {
            let plan = try workshop.plan("# Plan: number \(number)\n", at: "plans/\(number).md")
            try await workshop.once()
            let run = try #require(try workshop.runs().first { $0.creation.request.commit == plan })
            #expect(run.status == .succeeded)
            places.insert(try workshop.file("place.txt", of: run))
            #expect(try workshop.file("log.txt", of: run) == "made")
        }
        #expect(places == [workshop.location.state.trees + "/1/tree"])
    }

    @Test("artifacts are in the journal's tree, whatever became of the attempt")
    func artifacts() async throws {
        let workshop = try Workshop()
        _ = try workshop.repository.commit("ignore", [".gitignore": "dist/\n"])
        try await workshop.define(
            """
              - name: build
                loop_type: shell
                artifacts: ["dist/*.txt"]
                error_handling: {retry: {max_attempts: 2, backoff: {initial: 1ms}}}
                run: "mkdir dist; echo $TASKDAEMON_ATTEMPT > dist/out.txt; test $TASKDAEMON_ATTEMPT = 2"
            """)
        try workshop.plan()
        try await workshop.once()
        let run = try workshop.run()
        #expect(run.status == .succeeded)
        let journal = "refs/taskdaemon/journal/\(run.id)"
        for attempt in 1...2 {
            let path = "\(journal):artifacts/build.main.\(attempt)/dist/out.txt"
            #expect(try workshop.repository.git("cat-file", "blob", path) == "\(attempt)")
        }
        try workshop.repository.git("-c", "gc.reflogExpire=now", "gc", "-q", "--prune=now")
        #expect(try workshop.complaints() == "")
        #expect(try workshop.repository.git("ls-tree", "-r", "--name-only", run.branch.text).contains("dist") == false)
    }

    @Test("a bare workspace has no files to copy, and its runs go on without")
    func bare() async throws {
        let workshop = try Workshop(bare: true)
        let other = try Workshop(trusted: false)
        try await other.define(
            "  - {name: only, loop_type: shell, copy: [.env], run: 'ls -A > list.txt'}")
        try other.repository.git("push", "-q", workshop.repository.path, "main")
        try await workshop.baseline()
        try other.plan()
        try other.repository.git("push", "-q", workshop.repository.path, "main")
        try await workshop.once()
        #expect(try workshop.run().status == .succeeded)
    }

    @Test("an instance waits while the disk is low, at the cost of no attempt, and goes on when it is not")
    func diskLow() async throws {
        var workshop = try Workshop()
        try await workshop.define("  - {name: only, loop_type: shell, run: 'echo done > done.txt'}")
        workshop.userConfig += "disk_floor: 1000000TB\n"
        try await workshop.watching {
            try workshop.plan()
            try await workshop.until("it waits for the disk") {
                try workshop.runs().first?.blockedOn(in: "only")["main"]?.reason == .diskLow
            }
        }
        let waiting = try workshop.run()
        #expect(waiting.blockedOn(stage: "only")?.reason == .diskLow)
        #expect(waiting.blockedOn(stage: "only")?.detail == "after: less than 1000000TB of the disk are free")
        #expect(waiting.stages["only"]?.instances["main"]?.failures == 0)
        workshop.userConfig = "trust: workspace\ndisk_floor: 0\n"
        try await workshop.once()
        #expect(try workshop.run().status == .succeeded)
    }
}
