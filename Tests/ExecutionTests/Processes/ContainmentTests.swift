import Execution
import Glibc
import Testing

extension ProcessesTests {
    @Suite("the tree of a command", .serialized)
    struct ContainmentTests {
        /// A nursery with exactly this means; nil where this machine does not have it.
        private func nursery(_ containment: ProcessContainment) async throws -> Nursery? {
            let nursery = try Nursery(tag: "test", containment: containment)
            let found = await nursery.containment
            if found == containment { return nursery }
            print("skipped: this machine has no \(containment.rawValue)")
            return nil
        }

        @Test("nothing survives the command's own end", arguments: ProcessContainment.allCases)
        func normalEnd(containment: ProcessContainment) async throws {
            guard let nursery = try await nursery(containment) else { return }
            for _ in 0..<5 {
                let tree = HostileTree()
                let result = await nursery.run(tree.spec(then: "exit 3"), output: NoOutput())
                #expect(tree.survivors.isEmpty)
                #expect(result.termination == .exited(3))
                #expect(result.leftBehind > 0)
                #expect(!result.hasSurvivors)
            }
            await nursery.stop()
        }

        @Test("nothing survives a timeout", arguments: ProcessContainment.allCases)
        func timeout(containment: ProcessContainment) async throws {
            guard let nursery = try await nursery(containment) else { return }
            for grace in [Duration.zero, .milliseconds(100)] {
                let tree = HostileTree()
                let spec = tree.spec(
                    then: "trap '' TERM; sleep $M; sleep $M", timeout: .milliseconds(400), grace: grace)
                let result = await nursery.run(spec, output: NoOutput())
                #expect(tree.survivors.isEmpty)
                #expect(result.termination == .timedOut)
                #expect(result.duration >= .milliseconds(400) + grace)
                #expect(result.duration < .seconds(5))
            }
            await nursery.stop()
        }

        @Test("nothing survives cancellation, which waits for that", arguments: ProcessContainment.allCases)
        func cancellation(containment: ProcessContainment) async throws {
            guard let nursery = try await nursery(containment) else { return }
            let tree = HostileTree()
            let stream = OutputStream()
            let task = Task { await nursery.run(tree.spec(then: "sleep $M"), output: stream) }
            await stream.wait(for: "ready")
            #expect(!tree.survivors.isEmpty)
            task.cancel()
            let result = await task.value
            #expect(tree.survivors.isEmpty)
            #expect(result.termination == .cancelled)
            await nursery.stop()
        }

        @Test("a tree that ends on TERM does not wait for its grace", arguments: ProcessContainment.allCases)
        func gentleEnd(containment: ProcessContainment) async throws {
            guard let nursery = try await nursery(containment) else { return }
            let capture = OutputCapture(log: nil)
            let script = """
                trap 'echo bye; exit 0' TERM
                sleep 100 &
                while read name < /proc/$!/comm && [ $name != sleep ]; do :; done
                kill -STOP $!
                wait
                """
            let result = await nursery.run(
                CommandSpec(
                    arguments: CommandSpec.shell(script), environment: [:], directory: "/",
                    timeout: .milliseconds(200), grace: .seconds(20)), output: capture)
            #expect(result.termination == .timedOut)
            #expect(capture.text == "bye\n")
            #expect(result.duration < .seconds(10))
            await nursery.stop()
        }

        @Test("a command that fails to start leaves nothing", arguments: ProcessContainment.allCases)
        func notStarted(containment: ProcessContainment) async throws {
            guard let nursery = try await nursery(containment) else { return }
            let spec = CommandSpec(arguments: ["no-such-program"], environment: [:], directory: "/")
            #expect(
                await nursery.run(spec, output: NoOutput()).termination
                    == .notStarted(errno: ENOENT, message: "cannot run no-such-program: No such file or directory"))
            await nursery.stop()
        }

        @Test("silence ends a command, output keeps it alive")
        func idle() async throws {
            let nursery = try Nursery(tag: "test")
            let silent = CommandSpec(
                arguments: CommandSpec.shell("echo hi; sleep 100"), environment: [:], directory: "/",
                idleTimeout: .milliseconds(150))
            #expect(await nursery.run(silent, output: NoOutput()).termination == .idle)
            let chatty = CommandSpec(
                arguments: CommandSpec.shell("for i in 1 2 3 4 5 6 7 8 9 10; do echo $i; sleep 0.05; done"),
                environment: [:], directory: "/", idleTimeout: .milliseconds(400))
            #expect(await nursery.run(chatty, output: NoOutput()).termination == .exited(0))
            await nursery.stop()
        }

        @Test("a silent command with other signs of life goes on until they stop")
        func activity() async throws {
            let nursery = try Nursery(tag: "test")
            let left = Countdown(3)
            let spec = CommandSpec(
                arguments: ["sleep", "100"], environment: [:], directory: "/", idleTimeout: .milliseconds(100),
                isActive: { left.next() })
            let result = await nursery.run(spec, output: NoOutput())
            #expect(result.termination == .idle)
            #expect(result.duration >= .milliseconds(400))
            await nursery.stop()
        }

        @Test("the best means is said, with a sentence")
        func current() throws {
            let containment = try #require(ProcessContainment.current)
            print("containment here: \(containment.rawValue). \(containment.explanation)")
        }
    }
}
