/// Looks at content before it is taken over from a work tree, and keeps to itself what it thinks of it.
///
/// Called for every file that is new or changed, for every link with its target, and for every commit of the agent's
/// own with its text, under the name `commit <id>`. What was taken is in a writer only: whoever minds what was seen
/// does not finish that.
///
/// - Parameters:
///   - path: where it is.
///   - content: what it holds.
///   - old: gives what was there before, or the same content where the base has that at another path; `nil` where it is
///     new.
public typealias ContentInspection = (_ path: RawPath, _ content: [UInt8], _ old: () -> [UInt8]?) -> Void
