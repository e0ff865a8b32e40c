import Foundation
import JSONValues
import Testing

/// What is made for shells, editors and manuals out of the program itself.
@Suite(.serialized) struct ShellTests {
    @Test("there is a script for every shell, and a page for every subcommand") func made() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        for shell in ["bash", "zsh", "fish"] {
            let script = try program("completions", shell)
            #expect(script.status == 0)
            #expect(script.output.contains("why-not"))
        }
        #expect(try program("man", "--directory", "man").status == 0)
        let pages = try FileManager.default.contentsOfDirectory(atPath: program.work + "/man")
        for path in try CommandTree.paths() {
            #expect(pages.contains("taskdaemon-\(path.joined(separator: "-")).1"))
        }
        let page = try program("man", "why-not").output
        #expect(page.hasPrefix(".TH \"TASKDAEMON-WHY-NOT\" 1"))
        #expect(page.contains(".SH EXAMPLES\n.nf\n    taskdaemon why\\-not HEAD\n"))
        #expect(try program("man", "stattus").error.hasSuffix("hint: did you mean `status`?\n"))
    }

    @Test("data is held against a schema, and what does not fit is named by its place") func check() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        try program.write(try program("schema", "status").output, to: "work/status.json")
        try program.write(try program("status", "--json").output, to: "work/good.json")
        #expect(try program("schema", "check", "status.json", "good.json").output == "valid\n")
        try program.write("{\"runs\": 1, \"damaged\": []}", to: "work/bad.json")
        let bad = try program("schema", "check", "status.json", "bad.json", "--json")
        #expect(bad.status == 1)
        let verdict = try JSON(parsing: bad.output.utf8)
        #expect(verdict["valid"] == false)
        #expect(verdict["errors"]?.arrayValue?.first?["path"] == "/runs")
        #expect(verdict["errors"]?.arrayValue?.first?["schema_path"]?.stringValue?.hasSuffix("/type") == true)
        try program.write("{\"type\": 7}", to: "work/no.json")
        #expect(try program("schema", "check", "no.json", "good.json").status == 2)
        #expect(try program("schema", "check", "nosuch.json", "good.json").status == 3)
        #expect(try program("schema", "page").output.hasPrefix("# The language of pipelines\n"))
        for name in ["pipeline", "loop", "config"] { #expect(try program("schema", name).output.hasPrefix("{\n")) }
    }

    @Test("without a terminal the watch tells what happens, one line for each, and ends with the run") func watch()
        throws
    {
        let program = try BuiltProgram()
        defer { program.remove() }
        #expect(try program("demo", "--directory", "demo").status == 0)
        let told = try program("-C", "demo", "status", "@", "--watch")
        #expect(told.status == 0)
        #expect(told.output.hasPrefix("RUN  "))
        let json = try program("-C", "demo", "status", "@", "--watch", "--json").output
        #expect(json.split(separator: "\n").count == 1)
        #expect(try JSON(parsing: json.utf8)["runs"]?.arrayValue?.count == 1)
    }
}
