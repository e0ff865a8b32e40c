import Foundation
import Testing

/// The live view on a real terminal, which `script` makes.
@Suite(.serialized, .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"))) struct ScreenTests {
    /// The view in a terminal of 100 columns, with these keys typed ahead.
    private func view(_ program: BuiltProgram, keys: String, environment: [String: String] = [:]) throws -> String {
        try program.write(keys, to: "keys")
        let command = "stty cols 100 rows 20; \(BuiltProgram.path) -C demo status --watch; echo ended $?"
        let line = "script -qec '\(command)' /dev/null < ../keys > ../screen"
        _ = try program.shell(line, environment: ["TERM": "xterm-256color"].merging(environment) { $1 })
        return String(
            decoding: FileManager.default.contents(atPath: program.directory + "/screen") ?? Data(), as: UTF8.self)
    }

    @Test("it takes the other screen, shows the run, and gives everything back") func quits() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        #expect(try program("demo", "--directory", "demo").status == 0)
        let screen = try view(program, keys: "jq")
        let start = try #require(screen.range(of: "\u{1b}[?1049h\u{1b}[?25l"))
        let end = try #require(screen.range(of: "\u{1b}[?25h\u{1b}[?1049l"))
        let between = screen[start.upperBound..<end.lowerBound]
        #expect(between.contains("word-report-"))
        #expect(between.contains("\u{1b}[32msucceeded\u{1b}[0m"))
        #expect(screen[end.upperBound...].contains("ended 0"))
        let plain = try view(program, keys: "q", environment: ["NO_COLOR": "1"])
        #expect(plain.contains("succeeded"))
        #expect(!plain.contains("\u{1b}[32m"))
    }

    @Test("a signal ends it with the terminal as it was") func signalled() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        #expect(try program("demo", "--directory", "demo").status == 0)
        try program.write(
            """
            stty cols 100 rows 20
            (until grep -q 1049h ../screen; do sleep 0.1; done; kill -TERM $(cat ../pid)) &
            sh -c 'echo $$ > ../pid; exec \(BuiltProgram.path) -C demo status --watch'
            echo ended $?
            stty -a
            """, to: "view.sh")
        // A pipe that nobody writes to: a terminal at which nobody types.
        let line = "mkfifo ../typed; exec 3<>../typed; script -qec 'sh ../view.sh' /dev/null <&3 >../screen"
        _ = try program.shell(line, environment: ["TERM": "xterm"])
        let screen = String(
            decoding: FileManager.default.contents(atPath: program.directory + "/screen") ?? Data(), as: UTF8.self)
        let left = screen.split(separator: "\u{1b}[?25h\u{1b}[?1049l", maxSplits: 1).dropFirst().last ?? ""
        #expect(left.contains("ended 143"))
        #expect(left.contains(" icanon "))
    }
}
