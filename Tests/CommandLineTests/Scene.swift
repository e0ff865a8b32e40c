/// What happens in a repository, step after step; what the program says at some of the steps is kept as a snapshot.
struct Scene: Sendable, CustomStringConvertible {
    /// One step.
    enum Step: Sendable {
        /// The program is run, and what it says belongs into the snapshot of that name.
        case shown(String, [String])
        /// The same of a command that runs things side by side: what standard error tells has no fixed order.
        case outcome(String, [String])
        /// Git is run.
        case git([String])
        /// A file is written below the repository.
        case file(String, String)
        /// Everything is committed, with that message.
        case commit(String)

        /// The snapshot's name and the arguments, where there is one.
        var snapshot: (name: String, arguments: [String])? {
            switch self {
            case .shown(let name, let arguments), .outcome(let name, let arguments): (name, arguments)
            case .git, .file, .commit: nil
            }
        }

        /// Does a step of which nothing is shown.
        func perform(in workspace: StillWorkspace) throws {
            switch self {
            case .shown(_, let arguments), .outcome(_, let arguments): _ = try workspace(arguments)
            case .git(let arguments): try workspace.git(arguments)
            case .file(let name, let text): try workspace.program.write(text, to: "work/\(name)")
            case .commit(let message): try workspace.commit(message)
            }
        }
    }

    /// What it is about.
    let title: String
    /// Makes the repository.
    let start: @Sendable () throws -> StillWorkspace
    /// What happens there.
    let steps: [Step]

    var description: String { title }

    /// The snapshots: their names, and the arguments, less a directory that comes before the subcommand.
    var shown: [(name: String, arguments: [String])] {
        steps.compactMap { step in
            guard let (name, arguments) = step.snapshot else { return nil }
            return (name, Array(arguments.first == "-C" ? arguments.dropFirst(2) : arguments[...]))
        }
    }

    /// All there are.
    static let all = [
        reading, asking, firstDay, squashed, demonstration, background, mirror, outside, parts, detached, bare,
        scheduled, closing, undone, used,
    ]
}
