import ArgumentParser

/// Completion of words in shells.
struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a shell's completion script.",
        discussion: """
            It completes subcommands and options, and asks the workspace for the names of runs, stages and instances.

            Examples:
              taskdaemon completions bash > ~/.local/share/bash-completion/completions/taskdaemon
              taskdaemon completions zsh > ~/.zsh/completions/_taskdaemon
              taskdaemon completions fish > ~/.config/fish/completions/taskdaemon.fish
            """)

    /// The shells there are scripts for.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish
    }

    @Argument(help: "One of bash, zsh, fish.") var shell: Shell

    func run() throws {
        let shell: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Terminal.write(TaskDaemonCommand.completionScript(for: shell) + "\n")
        if case .bash = self.shell { Terminal.write(Self.wholeWords) }
    }

    /// Bash takes `@` for a word of its own (`COMP_WORDBREAKS`), while readline completes it with what stands behind it.
    private static let wholeWords = #"""
        _taskdaemon_whole_words() {
            local -a words=()
            local -i cursor=COMP_CWORD index
            for ((index = 0; index < ${#COMP_WORDS[@]}; index++)); do
                local word="${COMP_WORDS[index]}"
                if ((index > 1)) && [[ "${words[-1]}" == @ && -n "${word}" && "${COMP_LINE}" == *" @${word}"* ]]; then
                    words[-1]+="${word}"
                    ((index <= COMP_CWORD)) && cursor+=-1
                else
                    words+=("${word}")
                fi
            done
            COMP_WORDS=("${words[@]}")
            COMP_CWORD="${cursor}"
            # What is taken for a file's name has its `@` escaped.
            [[ "${words[cursor]}" == @* ]] && compopt +o filenames
            _taskdaemon "${1}" "${words[cursor]}" "${words[cursor - 1]}"
        }

        complete -o filenames -F _taskdaemon_whole_words taskdaemon

        """#
}
