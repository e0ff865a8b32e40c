import JSONValues
import Testing

/// The subcommands that are shown, as the parser describes them, each with the words that lead to it.
enum CommandTree {
    /// All that do something themselves: those that only hold others are left out.
    static func paths() throws -> [[String]] {
        let program = try BuiltProgram()
        defer { program.remove() }
        let described = try program("--experimental-dump-help")
        let root = try #require(try JSON(parsing: described.output.utf8)["command"], "\(described.error)")
        return inner(of: root).flatMap { leaves($0, below: []) }
    }

    private static func leaves(_ command: JSON, below parents: [String]) -> [[String]] {
        let path = parents + [command["commandName"]?.stringValue ?? ""]
        let inner = inner(of: command)
        return inner.isEmpty ? [path] : inner.flatMap { leaves($0, below: path) }
    }

    private static func inner(of command: JSON) -> [JSON] {
        (command["subcommands"]?.arrayValue ?? []).filter {
            $0["shouldDisplay"] != .bool(false) && $0["commandName"] != "help"
        }
    }
}
