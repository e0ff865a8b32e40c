import Execution
import Glibc
import Testing

extension ProcessesTests {
    @Suite("running one command", .serialized)
    struct CommandRunTests {
        let nursery: Nursery

        init() throws {
            nursery = try Nursery(tag: "test")
        }

        private func run(
            _ arguments: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"], directory: String = "/",
            input: [UInt8] = []
        ) async -> (result: CommandResult, output: String) {
            let capture = OutputCapture(log: nil)
            let spec = CommandSpec(
                arguments: arguments, environment: environment, directory: directory, input: input)
            return (await nursery.run(spec, output: capture), capture.text)
        }

        @Test("the exit code is the result", arguments: [0, 1, 7, 75, 126, 127, 255] as [Int32])
        func exitCode(code: Int32) async {
            let (result, output) = await run(CommandSpec.shell("echo hello; echo there >&2; exit \(code)"))
            #expect(result.termination == .exited(code))
            #expect(output == "hello\nthere\n")
        }

        @Test("a signal that the command got from elsewhere is the result", arguments: [SIGKILL, SIGSEGV, SIGTERM])
        func signal(number: Int32) async {
            #expect(await run(CommandSpec.shell("kill -\(number) $$")).result.termination == .signalled(number))
        }

        @Test("a program that does not exist was not started, and the result says which")
        func missingProgram() async {
            for name in ["no-such-program", "/no/such/program", "./no-such-program"] {
                let (result, output) = await run([name])
                #expect(
                    result.termination
                        == .notStarted(errno: ENOENT, message: "cannot run \(name): No such file or directory"))
                #expect(output.isEmpty)
            }
        }

        @Test("a file that may not be executed was not started")
        func notExecutable() async {
            #expect(
                await run(["/etc/passwd"]).result.termination
                    == .notStarted(errno: EACCES, message: "cannot run /etc/passwd: Permission denied"))
        }

        @Test("a directory that does not exist is said to be the reason")
        func missingDirectory() async {
            #expect(
                await run(["true"], directory: "/no/such").result.termination
                    == .notStarted(
                        errno: ENOENT, message: "cannot enter the directory /no/such: No such file or directory"))
        }

        @Test("no arguments, and NUL bytes, are refused")
        func refused() async {
            let results = await [
                run([]).result, run(["echo", "a\0b"]).result, run(["true"], environment: ["A": "\0"]).result,
            ]
            for result in results {
                guard case .notStarted(errno: EINVAL, message: _) = result.termination else {
                    Issue.record("\(result)")
                    continue
                }
            }
        }

        @Test("too many arguments for the system are a reason, not a crash")
        func tooBig() async {
            let (result, _) = await run(["true", String(repeating: "x", count: 4_000_000)])
            #expect(result.termination == .notStarted(errno: E2BIG, message: "cannot run true: Argument list too long"))
        }

        @Test("arguments arrive byte for byte")
        func argumentsArrive() async {
            let values = ["a b", "a\nb", "\"'`$(id)\\", "", "ü", "-n", "*", "\u{1b}[0m"]
            let (result, output) = await run(["printf", "[%s]"] + values)
            #expect(result.isSuccess)
            #expect(output == values.map { "[\($0)]" }.joined())
        }

        @Test("the environment is the given one, and nothing else")
        func environmentIsGiven() async throws {
            let given = ["PATH": "/usr/bin", "A": "1 2\n3", "EMPTY": "", "ü": "ö"]
            let (_, output) = await run(["env", "-0"], environment: given)
            let expected = Set(given.map { "\($0.key)=\($0.value)" })
            let seen = Set(output.split(separator: "\0").map(String.init))
            #expect(seen.filter { !$0.hasPrefix("TASKDAEMON_TREE=") } == expected)
        }

        @Test("the program is searched in the PATH that is given, and without one in the usual places")
        func pathIsSearched() async {
            #expect(await run(["true"], environment: [:]).result.isSuccess)
            #expect(await run(["true"], environment: ["PATH": "/no:/etc/passwd::/usr/bin"]).result.isSuccess)
            #expect(await !run(["true"], environment: ["PATH": "/no"]).result.isSuccess)
            #expect(await run(["true"], environment: ["PATH": ""], directory: "/usr/bin").result.isSuccess)
        }

        @Test("a script without a first line is run by the shell")
        func scriptWithoutInterpreter() async throws {
            let path = "/tmp/taskdaemon-\(getpid())-script"
            let file = try #require(fopen(path, "w"))
            fputs("echo \"$0 $1\"\n", file)
            fclose(file)
            chmod(path, 0o755)
            defer { unlink(path) }
            #expect(await run([path, "x"]).output == "\(path) x\n")
        }

        @Test("the input arrives whole, however large, and then ends")
        func largeInput() async {
            let (result, output) = await run(["cksum"], input: [UInt8](repeating: 65, count: 10_000_000))
            #expect(result.isSuccess)
            #expect(output.hasSuffix(" 10000000\n"))
        }

        @Test("input that nobody reads does no harm")
        func unreadInput() async {
            #expect(await run(["true"], input: [UInt8](repeating: 65, count: 10_000_000)).result.isSuccess)
            #expect(await run(["head", "-c", "1"], input: Array("abc".utf8)).output == "a")
        }

        @Test("no input is the end of file at once")
        func noInput() async {
            #expect(await run(["cat"]).result.isSuccess)
        }

        @Test("a command has a session of its own, default signals, and only three descriptors")
        func cleanStart() async {
            let (_, output) = await run(
                CommandSpec.shell(
                    "grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status; ls /proc/self/fd; ps -o sid= -p $$; echo $$"))
            let lines = output.split(separator: "\n").map { $0.split(separator: "\t").last.map(String.init) ?? "" }
            #expect(lines.count == 9)
            for mask in lines.prefix(2) { #expect(UInt64(mask, radix: 16) == 0) }
            // The fourth descriptor is the directory that ls reads.
            #expect(Array(lines[3..<7]) == ["0", "1", "2", "3"])
            #expect(lines[7].trimmingPrefix(while: { $0 == " " }) == lines[8])
        }

        @Test("a pipe that nobody reads any more ends a writer as everywhere")
        func brokenPipe() async {
            #expect(await run(CommandSpec.shell("yes | head -n 1")).output == "y\n")
        }

        @Test("output of a child that the command did not wait for is taken up to the command's end")
        func strayOutput() async {
            let start = ContinuousClock.now
            let (result, output) = await run(CommandSpec.shell("(sleep 30; echo late) & echo hi"))
            #expect(result.termination == .exited(0))
            #expect(result.leftBehind > 0)
            #expect(output == "hi\n")
            #expect(ContinuousClock.now - start < .seconds(5))
        }

        @Test("time and memory used are known")
        func usage() async {
            let (result, _) = await run(CommandSpec.shell("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"))
            #expect(result.usage.user > .milliseconds(5))
            #expect(result.usage.peakMemoryBytes > 100_000)
            #expect(result.duration > .milliseconds(5))
        }

        @Test("a task cancelled before its start runs nothing")
        func cancelledBefore() async {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await run(CommandSpec.shell("echo hi"))
            }
            let (result, output) = await task.value
            #expect(result.termination == .cancelled)
            #expect(output.isEmpty)
        }

        @Test("a stopped nursery runs nothing, and stopping ends what runs")
        func stopped() async {
            let stream = OutputStream()
            async let running = nursery.run(
                CommandSpec(
                    arguments: CommandSpec.shell("echo ready; sleep 100"), environment: [:], directory: "/",
                    grace: .milliseconds(100)), output: stream)
            await stream.wait(for: "ready")
            await nursery.stop()
            #expect(await running.termination == .cancelled)
            #expect(await run(["true"]).result.termination == .cancelled)
            #expect(await nursery.containment == nil)
        }
    }
}
