import Digests
import Foundation
import JSONValues

/// What the user of this machine has allowed of a workspace; kept in the state directory, never in the repository.
public struct TrustRecord: Sendable, Hashable, Codable {
    /// Whether anything of the workspace may run here at all.
    public var isTrusted = false
    /// Hashes of command lines that were shown and allowed.
    public var commands: Set<String> = []

    /// Nothing is allowed.
    public init() {}

    /// Reads the record; nothing is allowed where there is none.
    public static func load(from state: StateDirectory) throws(StateError) -> TrustRecord {
        guard let bytes = try state.read(file(state)) else { return TrustRecord() }
        guard let record = try? JSON(parsing: bytes).decode(TrustRecord.self) else {
            throw StateError(text: "\(file(state)) is damaged: run `taskdaemon trust` to write it anew")
        }
        return record
    }

    /// Writes the record.
    public func save(to state: StateDirectory) throws(StateError) {
        try state.make()
        guard let json = try? JSON(encoding: self) else { throw StateError(text: "the trust record cannot be encoded") }
        try state.write(Array((json.prettyText + "\n").utf8), to: Self.file(state))
    }

    /// Whether a command line was allowed.
    public func allows(_ command: String) -> Bool { commands.contains(SHA256.hex(command)) }

    /// Allows command lines.
    public mutating func allow(_ commands: some Sequence<String>) {
        isTrusted = true
        for command in commands { self.commands.insert(SHA256.hex(command)) }
    }

    private static func file(_ state: StateDirectory) -> String { state.path + "/trust.json" }
}
