import Foundation
import JSONValues

extension JSON {
    /// Reads a file that the command line names; `-` is standard input.
    init(readingFile name: String) throws {
        let bytes: Data
        do {
            bytes =
                try name == "-"
                ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(fileURLWithPath: name))
        } catch {
            throw CommandError(.nothingMatches, "'\(name)' cannot be read: \(error.systemReason)")
        }
        do { try self.init(parsing: bytes) } catch {
            throw CommandError(.usage, "'\(name)' is not JSON: \(error)")
        }
    }
}
