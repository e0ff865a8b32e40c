import Execution
import Testing

@Suite("running one command", .serialized)
struct CommandRunTests {
    @Test("the exit code is the result")
    func exitCode() async throws {
        let nursery = try Nursery(tag: "test")
        let capture = OutputCapture(log: nil)
        let result = await nursery.run(
            CommandSpec(arguments: CommandSpec.shell("echo hello; exit 7"), environment: [:], directory: "/"),
            output: capture)
        #expect(result.termination == .exited(7))
        #expect(capture.text == "hello\n")
        print(result, await nursery.containment)
        await nursery.stop()
    }
}
