import Testing

@Suite struct ExitCodeTests {
    @Test("usage errors exit 2 and say what is wrong on standard error") func usage() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        for arguments in [["nosuch"], ["status", "--nosuch"], ["rollback"], ["-C"]] {
            let result =
                arguments.count == 1 ? try program(arguments[0]) : try program(arguments[0], arguments[1])
            #expect(result.status == 2, "\(arguments)")
            #expect(result.output.isEmpty)
            #expect(!result.error.isEmpty)
        }
    }

    @Test("outside a repository everything is refused with 4, one sentence and a hint") func notAWorkspace() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let result = try program("status")
        #expect(result.status == 4)
        #expect(
            result.error == """
                error: \(program.work) is not in a git repository, nor is any directory above it
                hint: 'git init' makes one

                """)
        #expect(try program("-C", "/nosuch/place", "status").status == 4)
    }

    @Test("what nothing matches exits 3") func nothingMatches() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        for arguments in [["show", "x"], ["why", "x/y"], ["pause", "x"], ["log", "x"], ["why-not", "HEAD"]] {
            let result = try program(arguments[0], arguments[1])
            #expect(result.status == 3, "\(arguments)")
            #expect(result.error.hasPrefix("error: there is no "))
        }
    }

    @Test("what is said of an argument is escaped") func escaped() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        #expect(try program("show", "a\u{1b}[31m").error.contains("'a\\x1b[31m'"))
        #expect(!(try program("a\u{1b}[31m").error.contains("\u{1b}")))
    }

    @Test("a definition that cannot be used exits 2, with file, line and caret") func invalid() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        #expect(try program("validate").status == 0)
        try program.write("name: x\nstages:\n  - {name: a, loop_type: shel}\n", to: "work/.taskdaemon/pipelines/x.yml")
        let result = try program("validate")
        #expect(result.status == 2)
        #expect(result.output.contains(".taskdaemon/pipelines/x.yml:3:"))
        #expect(result.output.contains("^"))
        let json = try program("validate", "--json")
        #expect(json.status == 2)
        #expect(json.output.contains("\"valid\" : false"))
    }

    @Test("-C stands before or behind the subcommand") func directory() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet", "sub")
        #expect(try program("-C", "sub", "status").output.hasPrefix("no runs yet"))
        #expect(try program("status", "-C", "sub", "--json").output.contains("\"runs\""))
    }

    @Test("config names each value's origin") func config() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let result = try program("config", environment: ["TASKDAEMON_MAX_PARALLEL": "3"])
        #expect(result.status == 0)
        #expect(result.output.contains("TASKDAEMON_MAX_PARALLEL\n"))
        #expect(!result.output.contains("\u{1b}"))
    }
}
