import JSONValues
import Testing

/// The subcommands that are shown, as the parser describes them, each with the words that lead to it.
enum CommandTree {
    /// All that do something themselves: those that only hold others are left out.
    ///
    /// - Parameter option: only those that have an option of this long name.
    static func paths(with option: String? = nil) throws -> [[String]] {
        let program = try BuiltProgram()
        defer { program.remove() }
        let described = try program("--experimental-dump-help")
        let root = try #require(try JSON(parsing: described.output.utf8)["command"], "\(described.error)")
        return inner(of: root).flatMap { leaves($0, below: [], with: option) }
    }

    private static func leaves(_ command: JSON, below parents: [String], with option: String?) -> [[String]] {
        let path = parents + [command["commandName"]?.stringValue ?? ""]
        let inner = inner(of: command)
        guard inner.isEmpty else { return inner.flatMap { leaves($0, below: path, with: option) } }
        let names = (command["arguments"]?.arrayValue ?? []).flatMap { $0["names"]?.arrayValue ?? [] }
        return option.map { wanted in names.contains { $0["name"] == .string(wanted) } } ?? true ? [path] : []
    }

    private static func inner(of command: JSON) -> [JSON] {
        (command["subcommands"]?.arrayValue ?? []).filter {
            $0["shouldDisplay"] != .bool(false) && $0["commandName"] != "help"
        }
    }
}
