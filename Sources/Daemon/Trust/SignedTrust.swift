public import Git
public import GitNames
public import Pipelines

/// Which signatures count for this machine's user: those by a key that a file of theirs names.
///
/// Nothing that the repository says has a part in it: neither its config nor the programs that that names.
public struct SignedTrust: Sendable {
    /// By kind; none where the user has named no file.
    private let keys: [AllowedKeys]
    private let state: StateDirectory

    /// Takes the user's settings: a path that is not absolute is one beside their config file.
    public init(_ settings: Settings, environment: [String: String], state: StateDirectory) {
        let files = [(AllowedKeys.Kind.ssh, settings.allowedSigners), (.openPGP, settings.allowedPGPKeys)]
        keys = files.compactMap { kind, file in file.map { AllowedKeys(kind, in: $0, environment) } }
        self.state = state
    }

    /// Why no signature at all could be found good here, and what to do; `nil` where that is not so.
    public var obstacle: String? {
        guard let first = keys.first else {
            return "neither `allowed_signers` nor `allowed_pgp_keys` is set in your config: give one a file of keys"
        }
        return keys.contains { $0.obstacle == nil } ? nil : first.obstacle
    }

    /// Whose signatures count, in a clause.
    public var clause: String {
        keys.map { "\($0.kind.name) keys in \($0.file)" }.joined(separator: " and ") + " count"
    }

    /// What is wrong with a commit's signature, and what to do; `nil` where it is a good one of a key that counts.
    public func problem(with commit: ObjectID, in repository: Repository) throws -> String? {
        if let obstacle { return "the signature of \(commit.short) cannot be looked at: \(obstacle)" }
        guard let signature = try repository.signature(of: commit) else {
            let kinds = keys.map { "an \($0.kind.name) key" }.joined(separator: " or ")
            let files = keys.map(\.file).joined(separator: " or ")
            return "\(commit.short) is not signed: sign it with \(kinds) (git commit -S) that \(files) names"
        }
        let kind: AllowedKeys.Kind
        switch signature.kind {
        case .ssh: kind = .ssh
        case .openPGP: kind = .openPGP
        case .other: return "\(commit.short) is signed with something else than an SSH or OpenPGP key"
        }
        guard let allowed = keys.first(where: { $0.kind == kind }) else {
            return
                "\(commit.short) is signed with an \(kind.name) key, and `\(kind.setting)` is not set in your config: "
                + "give it a file of keys"
        }
        if let obstacle = allowed.obstacle {
            return "the signature of \(commit.short) cannot be looked at: \(obstacle)"
        }
        let folder = try PrivateFolder(in: state)
        defer { folder.remove() }
        try folder.write(signature.text, to: .signature)
        try folder.write(signature.signed, to: .signed)
        return switch try allowed.refusal(in: folder) {
        case nil: nil
        case .overdue: "\(commit.short): the signature could not be looked at in time"
        case .unknownKey: "\(commit.short) is signed with a key that \(allowed.file) does not name"
        case .bad:
            "the signature of \(commit.short) is not good: the commit was changed, or its key does not count for git "
                + "or not now"
        }
    }
}
