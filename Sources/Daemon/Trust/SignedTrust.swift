import Glibc
public import Git
public import GitNames

/// Which signatures count for this machine's user: SSH signatures by a key that a file of theirs names.
///
/// Nothing that the repository says has a part in it: neither its config nor the programs that that names.
public struct SignedTrust: Sendable {
    /// The file that names the keys, in the form of `ssh-keygen`'s allowed signers; `nil` where none is set.
    let signers: String?
    private let program: String?
    private let state: StateDirectory

    /// Takes the user's settings: a path that is not absolute is one beside their config file.
    public init(allowedSigners: String?, environment: [String: String], state: StateDirectory) {
        signers = allowedSigners.map { UserConfig.path(of: $0, environment) }
        program = MachineCheck.program("ssh-keygen", in: environment)
        self.state = state
    }

    /// Why no signature at all could be found good here, and what to do; `nil` where that is not so.
    public var obstacle: String? {
        guard let signers else { return "`allowed_signers` is not set in your config: give it a file of keys" }
        var status = stat()
        guard stat(signers, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(signers, R_OK) == 0 else {
            return "\(signers), which `allowed_signers` names, cannot be read"
        }
        guard program != nil else { return "ssh-keygen is not on PATH: install OpenSSH's client" }
        return nil
    }

    /// What is wrong with a commit's signature, and what to do; `nil` where it is a good one of a key that counts.
    public func problem(with commit: ObjectID, in repository: Repository) throws -> String? {
        if let obstacle { return "the signature of \(commit.short) cannot be looked at: \(obstacle)" }
        guard let signers, let program else { return nil }
        guard let signature = try repository.signature(of: commit) else {
            return "\(commit.short) is not signed: sign it with an SSH key (git commit -S) that \(signers) names"
        }
        guard signature.kind == .ssh else {
            let kind = signature.kind == .openPGP ? "GPG" : "something else"
            return "\(commit.short) is signed with \(kind), of which only SSH counts: set gpg.format to ssh"
        }
        let folder = try PrivateFolder(in: state)
        defer { folder.remove() }
        let signatureFile = try folder.add("signature", signature.text)
        let signed = try folder.add("signed", signature.signed)
        let names = folder.path + "/names"
        let found = try BriefProgram.run(
            program, ["-Y", "find-principals", "-f", signers, "-s", signatureFile], environment: [:], output: names,
            limit: Self.limit)
        guard let found else { return "\(commit.short): ssh-keygen did not end in time" }
        guard found == 0 else { return "\(commit.short) is signed with a key that \(signers) does not name" }
        let principals = try String(decoding: state.read(names) ?? [], as: UTF8.self).split(separator: "\n")
        for principal in principals.prefix(Self.mostPrincipals) {
            let verdict = try BriefProgram.run(
                program,
                ["-Y", "verify", "-n", "git", "-f", signers, "-I", String(principal), "-s", signatureFile],
                environment: [:], input: signed, limit: Self.limit)
            if verdict == 0 { return nil }
        }
        return
            "the signature of \(commit.short) is not good: the commit was changed, or its key does not count for git "
            + "or not now"
    }

    private static let limit = Duration.seconds(10)
    private static let mostPrincipals = 16
}

/// Files that nobody else may look at, for as long as they are needed.
struct PrivateFolder {
    let path: String

    init(in state: StateDirectory) throws(StateError) {
        try state.make()
        var template = Array((state.path + "/signature-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw StateError("make a folder in \(state.path)") }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Writes a file; its path.
    func add(_ name: String, _ bytes: [UInt8]) throws(StateError) -> String {
        let file = path + "/" + name
        try StateDirectory(path: path).write(bytes, to: file)
        return file
    }

    /// Removes it with what is directly in it.
    func remove() {
        for name in ["signature", "signed", "names", "key", "signed.sig"] { unlink(path + "/" + name) }
        rmdir(path)
    }
}
