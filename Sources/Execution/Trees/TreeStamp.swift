import GitNames
import JSONValues
import Pipelines

/// What is known of a work tree that nobody uses, kept beside it: it says that the tree may be used again.
struct TreeStamp: Codable, Hashable, Sendable {
    /// Of another format than ours there is no telling what it says.
    static let currentFormat = 1

    var format = Self.currentFormat
    /// The commit that was laid out in it last.
    var base: ObjectID
    /// The patterns whose files survive; empty when nothing in it is worth keeping.
    var keep: [String] = []
    /// What `setup` was run for, whose results are among what survives; `nil` when it has to be run again.
    var setup: SetupKey?
    /// In which order trees were used: the least is removed first.
    var order = 0

    /// Reads a stamp, or `nil` when it is none that we would write.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), json["format"] == .int(Int64(Self.currentFormat)),
            let stamp = try? json.decode(TreeStamp.self)
        else { return nil }
        self = stamp
    }

    init(base: ObjectID, keep: [String], setup: SetupKey?) {
        self.base = base
        self.keep = keep
        self.setup = setup
    }

    /// The bytes to keep.
    var bytes: [UInt8] { Array(((try? JSON(encoding: self).prettyText) ?? "").utf8) }
}

/// What the results of a `setup` depend on, as far as it can be told: with the same, it need not run again.
///
/// Its command line, the variables it sees, what survives of what it makes, and every file that stands directly in the
/// root, where package managers have their manifests and locks. A setup that reads others is run again when the tree
/// is a fresh one.
struct SetupKey: Codable, Hashable, Sendable {
    var command: [String]
    var environment: [String]
    var keep: [String]
    /// The files directly in the root: mode, object and name of each.
    var top: [String]

    /// `nil` for a loop without a setup, and for one of whose setup nothing survives.
    init?(_ loop: LoopType, top: [String]) {
        guard let setup = loop.setup, !loop.keep.isEmpty else { return nil }
        command = setup.arguments
        environment = loop.environment.sorted()
        keep = loop.keep
        self.top = top
    }
}
