@testable import Execution
import Glibc
import Testing

extension ProcessesTests {
    @Suite("when those that guard a command are killed", .serialized)
    struct DeathTests {
        @Test("nothing survives the daemon's death by SIGKILL", arguments: ProcessContainment.allCases)
        func daemonKilled(containment: ProcessContainment) async throws {
            let tree = HostileTree()
            let marker = tree.marker
            let name = containment.rawValue
            await #expect(processExitsWith: .signal(SIGKILL)) { [marker = marker as String, name = name as String] in
                let tree = HostileTree(marker: marker)
                let nursery = try Nursery(tag: marker, containment: ProcessContainment(rawValue: name))
                let stream = OutputStream()
                let task = Task { await nursery.run(tree.spec(then: "sleep $M"), output: stream) }
                await stream.wait(for: "ready")
                precondition(!tree.survivors.isEmpty)
                kill(getpid(), SIGKILL)
                _ = await task.value
            }
            try await expectEnd(of: tree, within: .seconds(5))
        }

        @Test("a killed nursery interrupts its commands, and the next command gets another")
        func nurseryKilled() async throws {
            for containment in ProcessContainment.allCases {
                let nursery = try Nursery(tag: "test", containment: containment)
                let tree = HostileTree()
                let stream = OutputStream()
                let task = Task { await nursery.run(tree.spec(then: "sleep $M"), output: stream) }
                await stream.wait(for: "ready")
                let pid = try #require(await nursery.process).pid
                kill(pid, SIGKILL)
                #expect(await task.value.termination == .interrupted)
                #expect(tree.survivors.isEmpty)
                let next = await nursery.run(
                    CommandSpec(arguments: ["true"], environment: [:], directory: "/"), output: NoOutput())
                #expect(next.termination == .exited(0))
                #expect(try #require(await nursery.process).pid != pid)
                await nursery.stop()
            }
        }

        @Test("a killed guard interrupts its command alone", arguments: ProcessContainment.allCases)
        func guardKilled(containment: ProcessContainment) async throws {
            let nursery = try Nursery(tag: "test", containment: containment)
            let pid = try #require(await nursery.process).pid
            let tree = HostileTree()
            let stream = OutputStream()
            let task = Task { await nursery.run(tree.spec(then: "sleep $M"), output: stream) }
            await stream.wait(for: "ready")
            let guards = ProcessTable.children(of: pid, named: "td-guard")
            #expect(guards.count == 1)

            let other = OutputStream()
            let spec = CommandSpec(
                arguments: CommandSpec.shell("echo ready; sleep 0.5; exit 4"), environment: [:], directory: "/")
            let neighbour = Task { await nursery.run(spec, output: other) }
            await other.wait(for: "ready")
            for pid in guards { kill(pid, SIGKILL) }
            #expect(await task.value.termination == .interrupted)
            #expect(tree.survivors.isEmpty)
            #expect(await neighbour.value.termination == .exited(4))
            await nursery.stop()
        }

        @Test("guard and nursery killed together leave nothing", arguments: ProcessContainment.allCases)
        func bothKilled(containment: ProcessContainment) async throws {
            let nursery = try Nursery(tag: "test", containment: containment)
            let pid = try #require(await nursery.process).pid
            let tree = HostileTree()
            let stream = OutputStream()
            let task = Task { await nursery.run(tree.spec(then: "sleep $M"), output: stream) }
            await stream.wait(for: "ready")
            kill(pid, SIGSTOP)
            for pid in ProcessTable.children(of: pid, named: "td-guard") { kill(pid, SIGKILL) }
            kill(pid, SIGKILL)
            #expect(await task.value.termination == .interrupted)
            #expect(tree.survivors.isEmpty)
            await nursery.stop()
        }

        @Test("a new daemon ends what is left when daemon, nursery and guards were all killed")
        func allKilled() async throws {
            for containment in ProcessContainment.allCases {
                let tree = HostileTree()
                let marker = tree.marker
                let name = containment.rawValue
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [marker = marker as String, name = name as String] in
                    let tree = HostileTree(marker: marker)
                    let nursery = try Nursery(
                        tag: marker, stateDirectory: "/tmp", containment: ProcessContainment(rawValue: name))
                    let stream = OutputStream()
                    let task = Task { await nursery.run(tree.spec(then: "sleep $M"), output: stream) }
                    await stream.wait(for: "ready")
                    guard let pid = await nursery.process?.pid else { return }
                    kill(pid, SIGSTOP)
                    for pid in ProcessTable.children(of: pid, named: "td-guard") { kill(pid, SIGKILL) }
                    kill(pid, SIGKILL)
                    kill(getpid(), SIGKILL)
                    _ = await task.value
                }
                let before = tree.survivors.count
                let left = await ProcessTrees.endLeftovers(tag: marker, stateDirectory: "/tmp")
                print("\(name): \(before) were left, ended \(left.ended)")
                #expect(left.isComplete)
                #expect(tree.survivors.isEmpty)
                #expect(await ProcessTrees.endLeftovers(tag: marker, stateDirectory: "/tmp").ended == 0)
            }
        }

        @Test("what a new daemon starts does not overlap with what the old one's guards are still ending")
        func waitsForGuards() async throws {
            for containment in ProcessContainment.allCases {
                let tree = HostileTree()
                let marker = tree.marker
                let name = containment.rawValue
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [marker = marker as String, name = name as String] in
                    let tree = HostileTree(marker: marker)
                    let nursery = try Nursery(
                        tag: marker, stateDirectory: "/tmp", containment: ProcessContainment(rawValue: name))
                    let stream = OutputStream()
                    let spec = tree.spec(then: "sleep $M", grace: .seconds(30))
                    let task = Task { await nursery.run(spec, output: stream) }
                    await stream.wait(for: "ready")
                    kill(getpid(), SIGKILL)
                    _ = await task.value
                }
                let start = ContinuousClock.now
                let left = await ProcessTrees.endLeftovers(tag: marker, stateDirectory: "/tmp")
                #expect(left.isComplete)
                #expect(tree.survivors.isEmpty)
                print("\(name): the old daemon's trees were gone after \(ContinuousClock.now - start)")
            }
        }

        private func expectEnd(of tree: HostileTree, within limit: Duration) async throws {
            let start = ContinuousClock.now
            while !tree.survivors.isEmpty, ContinuousClock.now - start < limit {
                // Nobody is left to tell us: there is nothing to wait on but the process table.
                try await Task.sleep(for: .milliseconds(2))
            }
            #expect(tree.survivors.isEmpty)
            print("gone \(ContinuousClock.now - start) after the daemon's end was seen")
        }
    }
}
