import Reporting

/// Showing what would run on this machine, and asking for it.
enum TrustDialog {
    /// Shows the commands; `true` when the user allows them, or when there are none.
    static func ask(_ commands: [CommandToTrust], yes: Bool) -> Bool {
        guard !commands.isEmpty else { return true }
        var page = Page()
        page.add("this workspace would run on this machine, as you:")
        page.add(
            rows: commands.map { command in
                // A command is shown whole: what is cut off or hidden cannot be agreed to.
                [StyledText(command.origin, .faint), StyledText(command.command)]
            }, level: 1)
        Terminal.write(page)
        return yes || Terminal.confirm("allow it?")
    }
}
