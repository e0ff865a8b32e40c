import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Synchronization
import TaskDaemonTesting
import Testing

/// A daemon that is made to stop after each of its writes, one run after the other, and started again.
@Suite("A crash at every write")
struct CrashTests {
    /// What must be the same whatever happened on the way.
    struct Story: Hashable {
        var status: String
        var tree: String
        /// By stage, since instances of one stage are integrated as they end.
        var integrated: [String]
        var checkpoints: [String]
        var rollbacks: Int
        /// How often each instance succeeded.
        var ends: [String: Int]
    }

    /// Where a daemon stops: at the so-many-th point that it passes.
    final class Countdown: Sendable {
        private let left: Mutex<Int>
        init(_ count: Int) { left = Mutex(count) }
        var hasStopped: Bool { left.withLock { $0 <= 0 } }
        var faults: FaultPoints {
            FaultPoints { [self] _ in
                let isLast = left.withLock { left in
                    left -= 1
                    return left == 0
                }
                if isLast { throw FaultPoints.Stop() }
            }
        }
    }

    /// How far several tasks have come together.
    private final class Progress: Sendable {
        let next = Mutex(1 + Int(Date().timeIntervalSince1970) / 86_400 % CrashTests.stride)
        let isOver = Mutex(false)
    }

    private static func pipeline(side: String) -> String {
        """
        name: taskdaemon
        start_on: [{event: plan.committed}]
        error_handling:
          retry: {max_attempts: 3, backoff: {initial: 1ms, factor: 1, max: 1ms, jitter: 0}}
        stages:
          - name: first
            loop_type: shell
            run: |
              echo start $TASKDAEMON_STAGE.$TASKDAEMON_INSTANCE.$TASKDAEMON_ATTEMPT >> \(side)/log
              echo one > one.txt
              echo end $TASKDAEMON_STAGE.$TASKDAEMON_INSTANCE.$TASKDAEMON_ATTEMPT >> \(side)/log
          - name: each
            loop_type: shell
            triggers: [{on_completion: {source_stage: first}}]
            for_each: '["a", "b", "c"]'
            parallel_instances: 2
            run: |
              echo start $TASKDAEMON_STAGE.$TASKDAEMON_INSTANCE.$TASKDAEMON_ATTEMPT >> \(side)/log
              if test $TASKDAEMON_INSTANCE = b && ! test -e \(side)/failed; then touch \(side)/failed; exit 1; fi
              echo $TASKDAEMON_INSTANCE > $TASKDAEMON_INSTANCE.txt
              echo end $TASKDAEMON_STAGE.$TASKDAEMON_INSTANCE.$TASKDAEMON_ATTEMPT >> \(side)/log
          - name: last
            loop_type: shell
            triggers: [{on_completion: {source_stage: each}}]
            run: |
              echo start $TASKDAEMON_STAGE.$TASKDAEMON_INSTANCE.$TASKDAEMON_ATTEMPT >> \(side)/log
              cat *.txt > all.md
              echo end $TASKDAEMON_STAGE.$TASKDAEMON_INSTANCE.$TASKDAEMON_ATTEMPT >> \(side)/log

        """
    }

    /// One whole story: a run, then a rollback with resume; returns whether the countdown came to its end.
    private func play(stoppingAt count: Int, again: Int) async throws -> (story: Story, hasStopped: Bool) {
        let workshop = try Workshop()
        let side = workshop.repository.beside("side")
        try FileManager.default.createDirectory(atPath: side, withIntermediateDirectories: true)
        _ = try workshop.repository.commit(
            "definitions", [".taskdaemon/pipelines/taskdaemon.yml": Self.pipeline(side: side)])
        try await workshop.baseline()
        _ = try workshop.repository.commit("a plan", ["plans/story.md": "# Plan: A story\n\nAll of it.\n"])
        let countdown = Countdown(count)
        try await finish(workshop, countdown, again)
        let id = try workshop.run().id
        #expect(try workshop.run().status == .succeeded)
        try workshop.ask("rollback", of: id, stage: "first", data: ["resume": true])
        try await finish(workshop, countdown, again)
        try check(workshop, side: side)
        return (try story(of: workshop), countdown.hasStopped)
    }

    /// Runs until nothing more can run, through the stop, a second stop, and whatever starts that takes.
    private func finish(_ workshop: Workshop, _ countdown: Countdown, _ again: Int) async throws {
        do {
            let outcome = try await workshop.once(faults: countdown.hasStopped ? .none : countdown.faults)
            #expect(outcome.allSucceeded)
            return
        } catch is FaultPoints.Stop {}
        do {
            _ = try await workshop.once(faults: Countdown(again).faults)
        } catch is FaultPoints.Stop {}
        _ = try await workshop.once()
    }

    private func story(of workshop: Workshop) throws -> Story {
        let run = try workshop.run()
        var story = Story(
            status: run.status.rawValue,
            tree: try workshop.repository.git(
                "ls-tree", "-r", run.branch.text, "--", "a.txt", "b.txt", "c.txt", "one.txt", "all.md", "plans"),
            integrated: [], checkpoints: [], rollbacks: run.rollbacks, ends: [:])
        var open: [String] = []
        for entry in try JournalStore(workshop.repository.open()).runEntries(run.id) {
            for event in entry.events {
                switch event {
                case .instanceIntegrated(let done): open.append("\(done.attempt.instance)")
                case .stageSucceeded(let done):
                    story.integrated += open.sorted()
                    open = []
                    story.checkpoints.append("\(done.stage).\(done.checkpoint)")
                case .attemptEnded(let ended):
                    // One that failed may have been interrupted after it had left word of that.
                    guard case .succeeded = ended.outcome else { continue }
                    story.ends["\(ended.attempt.instance)", default: 0] += 1
                default: continue
                }
            }
        }
        story.integrated += open.sorted()
        return story
    }

    private func check(_ workshop: Workshop, side: String) throws {
        let run = try workshop.run()
        #expect(run.status == .succeeded, "\(run.end?.reason ?? "it has not ended")")
        #expect(run.pendingMoves.isEmpty)
        #expect(try workshop.complaints() == "")
        let branches = try workshop.repository.git("for-each-ref", "--format=%(refname)", "refs/heads/taskdaemon")
        #expect(branches == run.branch.text)
        #expect(try workshop.repository.git("for-each-ref", "refs/taskdaemon/inbox") == "")
        #expect(try workshop.repository.git("rev-parse", run.branch.text) == run.tip.hex)
        for (ref, value) in run.refs { #expect(try workshop.repository.git("rev-parse", ref.text) == value.hex) }
        // No attempt was started twice, and none after the one that succeeded, but for the rollback.
        let log = try String(contentsOfFile: "\(side)/log", encoding: .utf8).split(separator: "\n")
        #expect(Set(log).count == log.count, "\(log)")
        let keeps = try FileManager.default.contentsOfDirectory(atPath: workshop.repository.path + "/.git/objects/pack")
        #expect(keeps.filter { $0.hasSuffix(".keep") } == [])
        // No tree looks as if it were in use: each may be used again, or is on its way out.
        let trees = workshop.location.state.trees
        for name in try FileManager.default.contentsOfDirectory(atPath: trees) where name != "removed" {
            #expect(FileManager.default.fileExists(atPath: "\(trees)/\(name)/stamp.json"), "\(name)")
        }
        // Everything that the journal speaks of survives git's own housekeeping.
        try workshop.repository.git("-c", "gc.reflogExpire=now", "gc", "-q", "--prune=now")
        let repository = try workshop.repository.open()
        #expect(try workshop.run() == run)
        for entry in try JournalStore(repository).runEntries(run.id) {
            for case .attemptEnded(let ended) in entry.events {
                #expect(repository.contains(ended.tip))
                if let log = ended.log { #expect(repository.contains(log)) }
            }
        }
    }

    /// All of them take minutes, and are taken where `EVERY_WRITE` is set. Otherwise a part, another one each day.
    private static let stride = ProcessInfo.processInfo.environment["EVERY_WRITE"] == nil ? 5 : 1

    @Test("a daemon that died after any of its writes comes to the same history")
    func everyWrite() async throws {
        let (reference, _) = try await play(stoppingAt: .max, again: .max)
        let later = ["each/a", "each/b", "each/c", "last"]
        #expect(reference.integrated == ["first"] + later + later)
        #expect(reference.rollbacks == 1)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    while !progress.isOver.withLock({ $0 }) {
                        let count = progress.next.withLock { next in
                            defer { next += Self.stride }
                            return next
                        }
                        let (story, hasStopped) = try await play(stoppingAt: count, again: count % 17 + 1)
                        if !hasStopped { progress.isOver.withLock { $0 = true } }
                        #expect(story == reference, "after a stop at write \(count)")
                        if count > 1000 { Issue.record("there is no end of writes") }
                    }
                }
            }
            try await group.waitForAll()
        }
        let points = progress.next.withLock { $0 }
        print("the daemon was stopped at every \(Self.stride). of \(points) writes")
        #expect(points > 40)
    }
}
