/// One phase of a spec: a heading `Phase N: Name` and what follows up to the next heading of its level or higher.
public struct Phase: Hashable, Sendable, Codable {
    /// The `N`, or `nil` when it is not a whole number or there is none.
    public var number: Int?
    /// The text after the colon.
    public var name: String
    /// The whole heading, as plain text.
    public var title: String
    /// The Markdown below the heading, without blank lines at either end.
    public var body: String
    /// The commands that stand in it, in order; those of a phase nested in it are that one's alone.
    public var commands: [CommandBlock]
    /// The level of its heading, 1 to 6.
    public var level: Int
    /// The source line of its heading, from 1.
    public var line: Int

    /// States a phase.
    public init(
        number: Int?, name: String, title: String, body: String = "", commands: [CommandBlock] = [], level: Int = 1,
        line: Int = 1
    ) {
        self.number = number
        self.name = name
        self.title = title
        self.body = body
        self.commands = commands
        self.level = level
        self.line = line
    }
}

/// A fenced block whose info string is `sh run`: the only kind of block that is ever run.
public struct CommandBlock: Hashable, Sendable, Codable {
    /// What stands between the fences, with its line ends.
    public var script: String
    /// The source line of the opening fence, from 1.
    public var line: Int

    /// States a command.
    public init(script: String, line: Int) {
        self.script = script
        self.line = line
    }
}
