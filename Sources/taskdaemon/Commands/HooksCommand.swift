import ArgumentParser

/// The git hooks of a workspace.
struct HooksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hooks",
        abstract: "Git hooks that tell the daemon what git did, and that check what is committed.",
        discussion: """
            Nothing depends on them: the daemon sees every commit without. They bring events of types like \
            hook.post-commit, on which pipelines and stages can start, and with 'hooks: {start: true}' in the config they \
            start the daemon.

            Examples:
              taskdaemon hooks install
              taskdaemon hooks install --check pre-commit
              taskdaemon hooks status
              taskdaemon hooks uninstall
            """,
        subcommands: [HooksInstall.self, HooksUninstall.self, HooksStatus.self, HooksSend.self, HooksCheck.self])
}
