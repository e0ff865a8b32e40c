import Daemon
import Foundation
import JSONValues
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// Slots that all runs share, through the real daemon.
@Suite("Slots")
struct SlotTests {
    /// Leaves a line with how many of its kind ran when it had begun.
    private func counting(_ kind: String, in side: String, for seconds: Double = 0.05, more: String = "") -> String {
        "mkdir \(side)/\(kind).$$; ls -d \(side)/\(kind).* | wc -l >> \(side)/\(kind); sleep \(seconds); "
            + "\(more)rmdir \(side)/\(kind).$$"
    }

    private func counts(_ kind: String, in side: String) throws -> [Int] {
        try String(contentsOfFile: "\(side)/\(kind)", encoding: .utf8).split(separator: "\n").compactMap {
            Int($0.filter { $0 != " " })
        }
    }

    private func each(_ script: String, more: String = "") -> String {
        """
          - name: each
            loop_type: shell
            for_each: '["a", "b", "c", "d"]'
            parallel_instances: 4
            run: "\(script)"
        \(more)
        """
    }

    @Test("however many runs there are, no more attempts run at once than `max_parallel`, and all of them end")
    func maxParallel() async throws {
        var workshop = try Workshop()
        workshop.userConfig += "max_parallel: 2\n"
        let side = try workshop.side()
        // Long enough to be seen by the next, however busy the machine is.
        try await workshop.define(each(counting("all", in: side, for: 0.3)))
        for number in 1...3 { try workshop.plan("# Plan: \(number)\n\nIt.\n", at: "plans/p\(number).md") }
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        #expect(outcome.runs.count == 3)
        let counts = try counts("all", in: side)
        #expect(counts.count == 12)
        #expect(counts.allSatisfy { $0 <= 2 }, "\(counts)")
        #expect(counts.contains(2), "slots were left free: \(counts)")
    }

    @Test("a daemon that died with all slots taken has them again")
    func crash() async throws {
        var workshop = try Workshop()
        workshop.userConfig += "max_parallel: 1\n"
        let side = try workshop.side()
        try await workshop.define(each(counting("all", in: side, more: "sleep 0.1; ")))
        for number in 1...2 { try workshop.plan("# Plan: \(number)\n\nIt.\n", at: "plans/p\(number).md") }
        for place in [FaultPoints.Point.attemptStarted, .attemptEnded] {
            await #expect(throws: (any Error).self) {
                let passed = Lines()
                let faults = FaultPoints { point in
                    guard point == place else { return }
                    passed.add(point.rawValue)
                    if passed.all.count == 2 { throw FaultPoints.Stop() }
                }
                try await workshop.once(faults: faults)
            }
            try? FileManager.default.contentsOfDirectory(atPath: side).filter { $0.hasPrefix("all.") }
                .forEach { try FileManager.default.removeItem(atPath: "\(side)/\($0)") }
        }
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        #expect(try counts("all", in: side).allSatisfy { $0 <= 1 })
    }

    @Test("attempts of different pipelines share a named limit, and others are not held up by it")
    func namedLimit() async throws {
        var workshop = try Workshop()
        workshop.userConfig += "limits: {llm: 5}\n"
        let side = try workshop.side()
        _ = try workshop.repository.commit("a limit", [".taskdaemon/config.yml": "limits: {llm: 1}\n"])
        let stages =
            each(counting("llm", in: side), more: "    uses_limit: llm") + """

                  - name: free
                    loop_type: shell
                    for_each: '["a", "b"]'
                    parallel_instances: 2
                    run: "n=0; touch \(side)/free.$TASKDAEMON_INSTANCE; \
                while ! test -e \(side)/free.a || ! test -e \(side)/free.b; do sleep 0.05; n=$((n+1)); test $n -lt 600; done"
                """
        try await workshop.define(stages)
        for number in 1...2 { try workshop.plan("# Plan: \(number)\n\nIt.\n", at: "plans/p\(number).md") }
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        let counts = try counts("llm", in: side)
        #expect(counts.count == 8)
        #expect(counts.allSatisfy { $0 == 1 }, "\(counts)")
    }

    @Test("a limit that a commit changes is kept from then on; settings with an error change nothing")
    func changedLimit() async throws {
        let workshop = try Workshop()
        _ = try workshop.repository.commit("a limit", [".taskdaemon/config.yml": "limits: {llm: 1}\n"])
        let side = try workshop.side()
        // Each waits for the other: one alone never ends.
        let script =
            "n=0; touch \(side)/$TASKDAEMON_INSTANCE; while ! test -e \(side)/a || ! test -e \(side)/b; "
            + "do sleep 0.02; n=$((n+1)); test $n -lt 1500 || exit 1; done"
        try await workshop.define(
            """
              - name: each
                loop_type: shell
                for_each: '["a", "b"]'
                parallel_instances: 2
                uses_limit: llm
                run: "\(script)"
            """)
        let lines = Lines()
        try await workshop.watching(reporting: lines) {
            try workshop.plan()
            try await workshop.until("one of them waits for a slot") {
                try workshop.runs().first?.waitsForSlot == true
            }
            _ = try workshop.repository.commit("a slip", [".taskdaemon/config.yml": "limits: {llm: some}\n"])
            try await workshop.until("the slip is told") {
                lines.all.contains { $0.contains("config.yml:1") && $0.contains("the settings stay as they were") }
            }
            #expect(try workshop.runs().first?.waitsForSlot == true)
            _ = try workshop.repository.commit("two at once", [".taskdaemon/config.yml": "limits: {llm: 2}\n"])
            try await workshop.until(.succeeded)
        }
    }

    @Test("a run with a higher priority gets the slots first, and one that is paused or cancelled gives its own back")
    func priorities() async throws {
        var workshop = try Workshop()
        workshop.userConfig += "max_parallel: 1\n"
        let side = try workshop.side()
        try await workshop.define(
            each("echo $TASKDAEMON_RUN >> \(side)/order; \(waiting(for: side + "/go"))"), more: "priority: 1\n")
        let low = "name: low\nstages:\n" + each("echo $TASKDAEMON_RUN >> \(side)/order")
        _ = try workshop.repository.commit("low", [".taskdaemon/pipelines/low.yml": low])
        try workshop.plan()
        try await workshop.watching {
            try await workshop.until("one attempt runs") { try workshop.runs().first?.runningAttempts.count == 1 }
            let high = try workshop.run().id
            try workshop.ask("run", data: ["pipeline": "low"])
            try workshop.ask("run", data: ["pipeline": "low", "priority": 5])
            try await workshop.until("the others wait for the slot") {
                try workshop.runs().filter { $0.id != high && $0.waitsForSlot && $0.status == .waiting }.count == 2
            }
            #expect(try workshop.runs().map(\.priority).sorted() == [0, 1, 5])
            try workshop.ask("pause", of: high)
            workshop.touch(side + "/go")
            try await workshop.until("those are through") {
                try workshop.runs().filter { $0.status == .succeeded }.count == 2
            }
            try workshop.ask("resume", of: high)
            try await workshop.until("all are through") {
                try workshop.runs().allSatisfy { $0.status == .succeeded }
            }
        }
        let order = try String(contentsOfFile: side + "/order", encoding: .utf8).split(separator: "\n").map(String.init)
        let five = try #require(workshop.runs().first { $0.priority == 5 }).id.rawValue
        let none = try #require(workshop.runs().first { $0.priority == 0 }).id.rawValue
        #expect(
            order.filter { $0 == five || $0 == none } == Array(repeating: five, count: 4)
                + Array(repeating: none, count: 4))
    }

    @Test("a stage that uses a pipeline and what it uses do not wait for each other's slot")
    func subruns() async throws {
        var workshop = try Workshop()
        workshop.userConfig += "max_parallel: 1\n"
        let inner = "stages:\n  - {name: one, loop_type: shell, run: 'true'}\n"
        _ = try workshop.repository.commit("inner", [".taskdaemon/pipelines/inner.yml": inner])
        try await workshop.define(
            """
              - {name: outer, uses: inner, for_each: '["a", "b"]', parallel_instances: 2}
            """)
        try workshop.plan()
        #expect(try await workshop.once().allSucceeded)
    }
}
