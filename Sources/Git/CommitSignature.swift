public import GitNames

/// What a commit is signed with, and the bytes that were signed.
public struct CommitSignature: Hashable, Sendable {
    /// How it was made.
    public enum Kind: Hashable, Sendable {
        case ssh
        case openPGP
        case other
    }

    /// The signature as it stands in the commit, less the blank before each line.
    public var text: [UInt8]
    /// The commit without its signature.
    public var signed: [UInt8]

    /// How it was made, by its first line.
    public var kind: Kind {
        if text.starts(with: "-----BEGIN SSH SIGNATURE-----".utf8) { return .ssh }
        return text.starts(with: "-----BEGIN PGP ".utf8) ? .openPGP : .other
    }
}

extension Repository {
    /// A commit's signature; `nil` where it has none, or more than one, of which nobody could say which counts.
    public func signature(of commit: ObjectID) throws(GitError) -> CommitSignature? {
        let object = try object(commit, limit: 16 << 20)
        guard object.kind == .commit else { return nil }
        var signature = CommitSignature(text: [], signed: [])
        var count = 0
        var isWithin = false
        var rest = object.bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            let line = rest[rest.startIndex..<end]
            if line.first == UInt8(ascii: "\n") { break }
            rest = rest[end...]
            if isWithin, line.first == UInt8(ascii: " ") {
                signature.text += line.dropFirst()
                continue
            }
            isWithin = line.starts(with: "gpgsig ".utf8) || line.starts(with: "gpgsig-sha256 ".utf8)
            guard isWithin else {
                signature.signed += line
                continue
            }
            count += 1
            signature.text += line.drop { $0 != UInt8(ascii: " ") }.dropFirst()
        }
        signature.signed += rest
        return count == 1 ? signature : nil
    }
}
