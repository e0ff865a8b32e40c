import Glibc

/// Signs what this machine's user asks for, with the key that git signs their commits with.
public struct RequestSigner: Sendable {
    private let key: String
    private let program: String
    private let environment: [String: String]
    private let state: StateDirectory

    /// Finds what is needed.
    ///
    /// - Parameters:
    ///   - key: what git has as `user.signingkey`: a file, or a public key whose private half an agent holds.
    ///   - environment: of which an agent's socket and the way to programs are taken.
    /// - Throws: why it cannot sign.
    public init(key: String?, environment: [String: String], state: StateDirectory) throws(StateError) {
        guard let key, !key.isEmpty else {
            throw StateError(
                text: "with `trust: signed` what is asked for must be signed, and git's user.signingkey is not set")
        }
        guard let program = MachineCheck.program("ssh-keygen", in: environment) else {
            throw StateError(text: "with `trust: signed` what is asked for must be signed, and there is no ssh-keygen")
        }
        self.key = UserConfig.expanded(key, environment)
        self.program = program
        self.environment = environment.filter { ["PATH", "HOME", "SSH_AUTH_SOCK", "TERM"].contains($0.key) }
        self.state = state
    }

    /// The signature of some bytes, for git.
    public func sign(_ bytes: [UInt8]) throws(StateError) -> [UInt8] {
        let folder = try PrivateFolder(in: state)
        defer { folder.remove() }
        let file = try folder.add("signed", bytes)
        var keyFile = key
        let literal = key.hasPrefix("key::") ? String(key.dropFirst(5)) : key
        let isLiteral = literal.hasPrefix("ssh-") || literal.hasPrefix("ecdsa-") || literal.hasPrefix("sk-")
        if isLiteral { keyFile = try folder.add("key", Array((literal + "\n").utf8)) }
        let status = try BriefProgram.run(
            program, ["-Y", "sign", "-n", "git"] + (isLiteral ? ["-U"] : []) + ["-f", keyFile, file],
            environment: environment, mayAsk: true, limit: .seconds(60))
        guard status == 0, let signature = try state.read(file + ".sig") else {
            throw StateError(text: "ssh-keygen does not sign with \(isLiteral ? "the agent's key" : keyFile)")
        }
        return signature
    }
}
