import Execution
import Glibc
import Testing

extension ProcessesTests {
    @Suite("capturing output", .serialized)
    struct OutputCaptureTests {
        private func write(_ text: String, to capture: OutputCapture) {
            var text = text
            text.withUTF8 { capture.write(UnsafeRawBufferPointer($0)) }
        }

        private func withLog(_ body: (String) async throws -> Void) async rethrows {
            let path = "/tmp/taskdaemon-\(getpid())-\(Int.random(in: 0..<1_000_000)).log"
            defer {
                unlink(path)
                unlink("\(path).tail")
            }
            try await body(path)
        }

        @Test("what fits is kept as it is", arguments: ["", "a", "abcdefghij", "abcdefghijklmno"])
        func fits(text: String) async {
            await withLog { path in
                let limits = OutputCapture.Limits(memory: (10, 5), file: (10, 5))
                let capture = OutputCapture(log: path, limits: limits)
                for character in text { write(String(character), to: capture) }
                capture.finish()
                #expect(capture.text == text)
                #expect(ProcessTable.contents(path) == text)
                #expect(access("\(path).tail", F_OK) != 0)
            }
        }

        @Test("head and tail are kept, with a line between them", arguments: 1...40)
        func headAndTail(chunk: Int) async {
            await withLog { path in
                let limits = OutputCapture.Limits(memory: (10, 7), file: (8, 5))
                let capture = OutputCapture(log: path, limits: limits)
                let text = String((0..<200).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
                var rest = text[...]
                while !rest.isEmpty {
                    write(String(rest.prefix(chunk)), to: capture)
                    rest = rest.dropFirst(chunk)
                }
                capture.finish()
                #expect(capture.text == "\(text.prefix(10))\n… 183 bytes left out …\n\(text.suffix(7))")
                #expect(ProcessTable.contents(path) == "\(text.prefix(8))\n… 187 bytes left out …\n\(text.suffix(5))")
                #expect(capture.count == 200)
            }
        }

        @Test("limits of nothing keep nothing")
        func nothingKept() async {
            await withLog { path in
                let capture = OutputCapture(log: path, limits: .init(memory: (0, 0), file: (0, 0)))
                write("abc", to: capture)
                capture.finish()
                #expect(capture.text == "… 3 bytes left out …\n")
                #expect(ProcessTable.contents(path) == "… 3 bytes left out …\n")
            }
        }

        @Test("the log of a second command is added to the first's")
        func appended() async {
            await withLog { path in
                for text in ["one\n", "two\n"] {
                    let capture = OutputCapture(log: path)
                    write(text, to: capture)
                    capture.finish()
                }
                #expect(ProcessTable.contents(path) == "one\ntwo\n")
            }
        }

        @Test("the log can be followed while it is written")
        func followed() async {
            await withLog { path in
                let capture = OutputCapture(log: path)
                write("so far", to: capture)
                #expect(ProcessTable.contents(path) == "so far")
            }
        }

        @Test("a log that cannot be written is reported and does no harm")
        func unwritable() {
            for path in ["/no/such/log", "/dev/full"] {
                let capture = OutputCapture(log: path)
                write("abc", to: capture)
                capture.finish()
                #expect(capture.logFailure != nil)
                #expect(capture.text == "abc")
            }
        }

        @Test("a gigabyte is taken quickly, and stays within its bounds in memory and on disk")
        func gigabyte() async throws {
            let nursery = try Nursery(tag: "test")
            await withLog { path in
                let limits = OutputCapture.Limits(file: (1_000_000, 1_000_000))
                let capture = OutputCapture(log: path, limits: limits)
                let script = "echo first; head -c 1000000000 /dev/zero | tr '\\0' 'x'; echo; echo last"
                let start = ContinuousClock.now
                let result = await nursery.run(
                    CommandSpec(
                        arguments: CommandSpec.shell(script), environment: ["PATH": "/usr/bin:/bin"], directory: "/"),
                    output: capture)
                print("a gigabyte took \(ContinuousClock.now - start)")
                capture.finish()
                #expect(result.isSuccess)
                #expect(capture.count == 1_000_000_012)
                #expect(capture.bytes.count < 1_050_000)
                #expect(capture.text.hasPrefix("first\nx"))
                #expect(capture.text.hasSuffix("x\nlast\n"))
                let log = ProcessTable.contents(path)
                #expect(log.utf8.count < 2_000_100)
                #expect(log.hasPrefix("first\nx"))
                #expect(log.hasSuffix("x\nlast\n"))
                #expect(ContinuousClock.now - start < .seconds(60))
            }
            await nursery.stop()
        }
    }
}
