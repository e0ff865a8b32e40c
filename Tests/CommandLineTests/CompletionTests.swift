import Foundation
import Testing

/// A shell in a terminal, with the completion script that the program prints for it.
struct CompletingShell: Sendable, CustomStringConvertible {
    /// Its name, and that of the script.
    let name: String
    /// How it is started, from a directory below the one in which the start-up file is.
    let command: String
    /// The start-up file: Ctrl-] shows the line between `<<` and `>>` and empties it.
    let startup: String

    var description: String { name }
    var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)") }

    static let all = [
        CompletingShell(
            name: "bash", command: "bash --noprofile --rcfile ../startup -i",
            startup: """
                PS1=; source ../script
                shown() { printf '<<%s>>\\n' "$READLINE_LINE"; READLINE_LINE=; READLINE_POINT=0; }
                bind -x '"\\C-]": shown'; echo ready
                """),
        CompletingShell(
            name: "zsh", command: "env ZDOTDIR=.. zsh -d -i",
            startup: """
                PS1= PROMPT_EOL_MARK=; mkdir -p ../functions; cp ../script ../functions/_taskdaemon
                fpath=($PWD/../functions $fpath); autoload -Uz compinit; compinit -u -D
                shown() { print -r -- "<<$BUFFER>>"; BUFFER=; }; zle -N shown; bindkey '^]' shown
                bindkey '^I' complete-word; echo ready
                """),
        CompletingShell(
            name: "fish", command: "fish -i --no-config -C \"source ../startup\"",
            startup: """
                source ../script; function fish_prompt; end
                function shown; echo "<<"(commandline)">>"; commandline ""; end
                bind \\c] shown; echo ready
                """),
    ]

    /// What each line becomes when it is typed in a directory of the program's `work` and completed with a tab.
    func completed(_ lines: [String], in directory: String, of program: BuiltProgram) throws -> [String] {
        for name in ["startup", "work/.zshrc"] { try program.write(startup, to: name) }
        try program.write(try program("completions", name).output, to: "script")
        try program.write(lines.map { $0 + "\t\u{1d}" }.joined() + "exit\n", to: "keys")
        // The keys come when the shell listens, and the terminal stays open until it has ended.
        try program.write(
            """
            cd \(directory); cp ../startup ../.zshrc; cp ../../startup ../../script ..; mkfifo ../typed; exec 3<>../typed
            (until grep -q ready ../screen; do sleep 0.05; done; cat ../../keys >&3) &
            script -qec 'stty cols 200 rows 20; exec \(command)' /dev/null <&3 >../screen; cat ../screen; rm ../typed
            """, to: "type.sh")
        let beside = (BuiltProgram.path as NSString).deletingLastPathComponent
        let screen = try program.shell(
            "timeout 60 sh ../type.sh",
            environment: ["PATH": "\(beside):/usr/local/bin:/usr/bin:/bin", "TERM": "xterm"])
        return screen.output.matches(of: /<<(.*?)>>/).map { String($0.output.1) }
    }
}

/// Words are completed in the shells themselves, on a terminal that `script` makes.
@Suite(.serialized, .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct CompletionTests {
    @Test("a shell completes subcommands, options, runs, their parts, and templates", arguments: CompletingShell.all)
    func completes(shell: CompletingShell) throws {
        guard shell.isInstalled else {
            #expect(ProcessInfo.processInfo.environment["CI"] != "true", "\(shell) must be there: .ci/setup")
            return print("skipped: \(shell) is not installed")
        }
        let program = try BuiltProgram()
        defer { program.remove() }
        #expect(try program("demo", "--directory", "demo").status == 0)
        let run = try program("-C", "demo", "status").output.split(separator: "\n")[1].prefix { $0 != " " }
        let expected = [
            ("acc", "accept"), ("diff --name-o", "diff --name-only"), ("diff @ --name-o", "diff @ --name-only"),
            ("diff @ wo", "diff @ \(run)"), ("show wo", "show \(run)"),
            ("show \(run)/sp", "show \(run)/specification"),
            ("logs @/implementation/re", "logs @/implementation/report"),
            ("init --template rev", "init --template review-gate"), ("templates rev", "templates review-gate"),
            ("rollback @ --to spec", "rollback @ --to specification"), ("hooks un", "hooks uninstall"),
            ("run taskdaemon-s", "run taskdaemon-specs"), ("retry @ --from pl", "retry @ --from planning"),
        ]
        let completed = try shell.completed(expected.map { "taskdaemon \($0.0)" }, in: "demo", of: program)
        #expect(completed == expected.map { "taskdaemon \($0.1) " })
    }

    @Test("the script of every shell is one that the shell can read", arguments: CompletingShell.all)
    func parses(shell: CompletingShell) throws {
        guard shell.isInstalled else { return print("skipped: \(shell) is not installed") }
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.write(try program("completions", shell.name).output, to: "work/script")
        let result = try program.shell("\(shell.name) -n script")
        #expect(result.status == 0)
        #expect(result.error.isEmpty)
    }
}
