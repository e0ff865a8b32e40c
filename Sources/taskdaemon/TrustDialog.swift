import Reporting

/// Showing what would run on this machine, and asking for it.
enum TrustDialog {
    /// Shows the commands, what is new in them marked; `true` when the user allows them, or when there are none.
    static func ask(_ parts: [CommandDiff], yes: Bool) -> Bool {
        guard !parts.isEmpty else { return true }
        var page = Page()
        page.add("this workspace would run on this machine, as you:")
        for part in parts { page.add(part.page, level: 1) }
        Terminal.write(page)
        return yes || Terminal.confirm("allow it?")
    }
}
