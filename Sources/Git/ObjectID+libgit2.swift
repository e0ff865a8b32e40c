import CLibgit2
import GitNames

extension ObjectID {
    init(_ oid: git_oid) {
        var oid = oid
        self = withUnsafeBytes(of: &oid.id) { bytes in
            guard let start = bytes.baseAddress else { preconditionFailure("a git_oid has 20 bytes") }
            return ObjectID(loadedFrom: start)
        }
    }

    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid.id) { bytes in
            if let start = bytes.baseAddress { store(to: start) }
        }
        return oid
    }

    /// Git's own stand-in for "no object", which must never get into one.
    var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    /// Git's stand-in for "no object", as reflogs write it.
    static let zeroDigits = String(repeating: "0", count: 40)
}
