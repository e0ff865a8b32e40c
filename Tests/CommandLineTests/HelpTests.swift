import Testing

@Suite struct HelpTests {
    @Test("every subcommand explains itself with examples") func help() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        for path in try CommandTree.paths() {
            let result = try program.run(path + ["--help"])
            #expect(result.status == 0)
            #expect(result.error.isEmpty)
            #expect(result.output.contains("Examples:\n"), "\(path)")
            #expect(result.output.contains("taskdaemon \(path.joined(separator: " "))"), "\(path)")
        }
    }

    @Test("the program lists every subcommand") func root() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let result = try program("--help")
        #expect(result.status == 0)
        for path in try CommandTree.paths() { #expect(result.output.contains("\n  \(path[0]) ")) }
        #expect(try program("--version").output == "taskdaemon 0.1.0\n")
    }
}
