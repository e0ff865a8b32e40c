import Reporting

/// Showing what would run on this machine, and asking for it.
enum TrustDialog {
    /// Shows the commands; `true` when the user allows them, or when there are none.
    static func ask(
        _ commands: [DaemonSeam.CommandToTrust], runs: [Orchestrated], yes: Bool
    ) throws -> Bool {
        var page = Page()
        page.add("this workspace would run on this machine, as you:")
        page.add(rows: commands.map { [StyledText($0.origin, .faint), StyledText($0.command)] }, level: 1)
        if commands.isEmpty { page.add("nothing of its own: only the built-in loops, and 'sh run' blocks of documents", level: 1) }
        for run in runs {
            page.add(StyledText(run.id.rawValue, .name) + " waits for:", level: 1)
            for command in run.untrusted { page.add(StyledText(command), level: 2) }
        }
        Terminal.write(page)
        if yes { return true }
        return Terminal.confirm("allow it?")
    }
}
