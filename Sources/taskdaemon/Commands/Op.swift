import ArgumentParser

/// The changes of refs, one after the other.
struct Op: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "op",
        abstract: "List what moved refs, look at it, and go back to it.",
        discussion: """
            Every change of refs is stated in a run's journal before it happens; each such entry is an operation.
            """,
        subcommands: [OpLog.self, OpShow.self, OpRestore.self])
}
