import GitNames

/// A state as it was after an entry, kept in that entry's tree so that replay need not start at the beginning.
///
/// A cache of what the events say: one that cannot be read, because its form is another version's, is passed over.
struct Snapshot<State: Codable>: Codable {
    /// How many entries the state stands for, the one it is kept in included.
    var entries: Int
    /// The entry before the one it is kept in, which cannot be named inside itself.
    var parent: ObjectID
    /// The state, events of the entry it is kept in included.
    var state: State
}
