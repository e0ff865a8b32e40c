import Digests
import Foundation
import JSONValues

/// What the user of this machine has allowed of a workspace; kept in the state directory, never in the repository.
public struct TrustRecord: Sendable, Hashable, Codable {
    /// Whether anything of the workspace may run here at all.
    public var isTrusted = false
    /// Hashes of command lines that were shown and allowed.
    public var commands: Set<String> = []
    /// What each part of the workspace was last allowed to run, for people: by pipeline and stage.
    public var shown: [String: [String]] = [:]

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

    /// Remembers what a part was allowed to run, for the next time that it changes; of very much, not all.
    public mutating func remember(_ origin: String, _ commands: [String]) {
        let size = commands.reduce(0) { $0 + $1.utf8.count }
        let rest = shown.filter { $0.key != origin }
        let total = rest.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.utf8.count } }
        shown[origin] = total + size <= Self.mostShown && rest.count < Self.mostParts ? commands : nil
    }

    private static let mostShown = 1 << 20
    private static let mostParts = 5000

    private static func file(_ state: StateDirectory) -> String { state.path + "/trust.json" }
}
