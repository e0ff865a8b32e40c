import Execution
import Glibc
import Testing

extension ProcessesTests {
    @Suite("many commands", .serialized)
    struct ManyCommandsTests {
        @Test("200 at the same time each get their own output and result")
        func concurrent() async throws {
            let nursery = try Nursery(tag: "test")
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let capture = OutputCapture(log: nil)
                        let script =
                            "i=0; while [ $i -lt 500 ]; do echo line \(index); i=$((i+1)); done; sleep 0.2; exit \(index)"
                        let result = await nursery.run(
                            CommandSpec(
                                arguments: CommandSpec.shell(script), environment: ["PATH": "/usr/bin:/bin"],
                                directory: "/"), output: capture)
                        #expect(result.termination == .exited(Int32(index)))
                        #expect(capture.text == String(repeating: "line \(index)\n", count: 500))
                    }
                }
            }
            print("200 concurrent commands took \(ContinuousClock.now - start)")
            await nursery.stop()
        }

        @Test("200 at the same time can all be cancelled")
        func concurrentCancellation() async throws {
            let nursery = try Nursery(tag: "test")
            let tree = HostileTree()
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        let spec = CommandSpec(
                            arguments: ["sleep", tree.marker], environment: [:], directory: "/",
                            grace: .milliseconds(100))
                        #expect(await nursery.run(spec, output: NoOutput()).termination == .cancelled)
                    }
                }
                while tree.survivors.count < 200, ContinuousClock.now - start < .seconds(30) {
                    try? await Task.sleep(for: .milliseconds(10))
                }
                #expect(tree.survivors.count == 200)
                let cancelled = ContinuousClock.now
                group.cancelAll()
                await group.waitForAll()
                print("200 cancelled commands were gone after \(ContinuousClock.now - cancelled)")
            }
            #expect(tree.survivors.isEmpty)
            await nursery.stop()
        }

        @Test("no descriptor is left open, whatever way a command ends")
        func descriptors() async {
            // In a process of its own, where nothing else opens files.
            await #expect(processExitsWith: .success) {
                let nursery = try Nursery(tag: "test")
                func round(_ count: Int) async {
                    for index in 0..<count {
                        var spec = CommandSpec(
                            arguments: ["true"], environment: [:], directory: "/", grace: .milliseconds(10))
                        switch index % 5 {
                        case 0: spec.input = [1, 2, 3]
                        case 1: spec.arguments = ["no-such-program"]
                        case 2: spec.directory = "/no/such"
                        case 3:
                            spec.arguments = ["sleep", "100"]
                            spec.timeout = .milliseconds(1)
                        default:
                            spec.arguments = ["sleep", "100"]
                            let task = Task { [spec] in await nursery.run(spec, output: NoOutput()) }
                            await Task.yield()
                            task.cancel()
                            _ = await task.value
                            continue
                        }
                        _ = await nursery.run(spec, output: NoOutput())
                    }
                }
                await round(5)
                let before = ProcessTable.openDescriptors()
                await round(500)
                let after = ProcessTable.openDescriptors()
                #expect(before == after)
                await nursery.stop()
            }
        }

        /// The least that any way to run a program costs here and now.
        private func bareSpawn() -> Duration {
            let start = ContinuousClock.now
            var pid: pid_t = 0
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
            #expect(posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == 0)
            waitpid(pid, nil, 0)
            free(arguments[0])
            return ContinuousClock.now - start
        }

        @Test("how long it takes to run a program that does nothing")
        func latency() async throws {
            let bare = (0..<200).map { _ in bareSpawn() }.sorted()
            print("posix_spawn(/bin/true): median \(bare[100]), 99th of 100 \(bare[198])")
            for containment in ProcessContainment.allCases {
                let nursery = try Nursery(tag: "test", containment: containment)
                var times: [Duration] = []
                for _ in 0..<200 {
                    let start = ContinuousClock.now
                    let spec = CommandSpec(arguments: ["/bin/true"], environment: [:], directory: "/")
                    #expect(await nursery.run(spec, output: NoOutput()).isSuccess)
                    times.append(ContinuousClock.now - start)
                }
                times.sort()
                print("run(/bin/true), \(containment.rawValue): median \(times[100]), 99th of 100 \(times[198])")
                await nursery.stop()
            }
        }
    }
}
