import CLibgit2
import GitNames

extension ObjectID {
    init(_ oid: git_oid) {
        let id = withUnsafeBytes(of: oid.id) { ObjectID(bytes: $0) }
        guard let id else { preconditionFailure("a git_oid has 20 bytes") }
        self = id
    }

    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid.id) { $0.copyBytes(from: bytes) }
        return oid
    }

    /// Git's own stand-in for "no object", which must never get into one.
    var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    /// Git's stand-in for "no object", as reflogs write it.
    static let zeroDigits = String(repeating: "0", count: 40)
}
