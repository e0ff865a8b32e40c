import Foundation

/// `-C DIR` before the subcommand, as git has it: as if started in that directory.
enum LeadingDirectory {
    /// Goes to the directories named first, each relative to the one before; answers the other arguments.
    static func take(from arguments: [String]) throws -> [String] {
        var rest = arguments[...]
        while let first = rest.first, first.hasPrefix("-C") {
            rest = rest.dropFirst()
            if first == "-C" {
                guard let directory = rest.popFirst() else { throw CommandError(.usage, "-C needs a directory") }
                try enter(directory)
            } else {
                try enter(String(first.dropFirst(2)))
            }
        }
        return Array(rest)
    }

    /// Makes a directory the current one.
    static func enter(_ directory: String) throws {
        guard FileManager.default.changeCurrentDirectoryPath(directory) else {
            throw CommandError(.refused, "there is no directory '\(directory)'")
        }
    }
}
