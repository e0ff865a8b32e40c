import Testing

@Suite struct HelpTests {
    static let subcommands = [
        "init", "demo", "daemon", "start", "stop", "run", "emit", "hooks", "status", "accept", "graph", "schema",
        "completions", "man", "show", "log", "logs", "diff", "why", "why-not", "pause", "resume",
        "cancel", "retry", "rollback", "trust", "validate", "templates", "config", "doctor",
    ]

    @Test("every subcommand explains itself with examples", arguments: subcommands)
    func help(subcommand: String) throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let result = try program(subcommand, "--help")
        #expect(result.status == 0)
        #expect(result.error.isEmpty)
        #expect(result.output.contains("Examples:\n"))
        #expect(result.output.contains("taskdaemon \(subcommand)"))
    }

    @Test("the program lists every subcommand") func root() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let result = try program("--help")
        #expect(result.status == 0)
        for subcommand in Self.subcommands { #expect(result.output.contains("\n  \(subcommand) ")) }
        #expect(try program("--version").output == "taskdaemon 0.1.0\n")
    }
}
