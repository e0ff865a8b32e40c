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
    }
}
