import Glibc

/// Signs what this machine's user asks for, with the key that git signs their commits with.
public struct RequestSigner: Sendable {
    private let key: String
    private let program: String
    private let isSSH: Bool
    private let environment: [String: String]
    private let state: StateDirectory

    /// Finds what is needed.
    ///
    /// - Parameters:
    ///   - key: what git has as `user.signingkey`: a file, a public key whose private half an agent holds, or what `gpg`
    ///     calls a key.
    ///   - format: what git has as `gpg.format`; without it, what the key looks like counts.
    ///   - environment: of which an agent's socket and the way to programs are taken.
    /// - Throws: why it cannot sign.
    public init(
        key: String?, format: String? = nil, environment: [String: String], state: StateDirectory
    ) throws(StateError) {
        let need = "with `trust: signed` what is asked for must be signed, and"
        guard let key, !key.isEmpty else { throw StateError(text: "\(need) git's user.signingkey is not set") }
        switch format?.lowercased() {
        case "ssh": isSSH = true
        case "openpgp": isSSH = false
        case nil: isSSH = Self.isLiteral(key) || key.contains("/")
        case .some(let other): throw StateError(text: "\(need) nothing signs with git's gpg.format \(other)")
        }
        let name = isSSH ? "ssh-keygen" : "gpg"
        guard let program = MachineCheck.program(name, in: environment) else {
            throw StateError(text: "\(need) there is no \(name)")
        }
        self.key = isSSH ? UserConfig.expanded(key, environment) : key
        self.program = program
        let own = ["PATH", "HOME", "TERM"] + (isSSH ? ["SSH_AUTH_SOCK"] : ["GNUPGHOME", "GPG_TTY", "DISPLAY", "LANG"])
        self.environment = environment.filter { own.contains($0.key) }
        self.state = state
    }

    /// The signature of some bytes, for git.
    public func sign(_ bytes: [UInt8]) throws(StateError) -> [UInt8] {
        let folder = try PrivateFolder(in: state)
        defer { folder.remove() }
        try folder.write(bytes, to: .signed)
        return isSSH ? try signWithSSH(in: folder) : try signWithGPG(in: folder)
    }

    private func signWithSSH(in folder: PrivateFolder) throws(StateError) -> [UInt8] {
        var keyFile = key
        let isLiteral = Self.isLiteral(key)
        if isLiteral {
            let text = key.hasPrefix("key::") ? String(key.dropFirst(5)) : key
            keyFile = try folder.write(Array((text + "\n").utf8), to: .key)
        }
        let status = try BriefProgram.run(
            program, ["-Y", "sign", "-n", "git"] + (isLiteral ? ["-U"] : []) + ["-f", keyFile, folder.file(.signed)],
            environment: environment, mayAsk: true, limit: Self.limit)
        guard status == 0, let signature = try folder.read(.made) else {
            throw StateError(text: "ssh-keygen does not sign with \(isLiteral ? "the agent's key" : keyFile)")
        }
        return signature
    }

    private func signWithGPG(in folder: PrivateFolder) throws(StateError) -> [UInt8] {
        let status = try BriefProgram.run(
            program, ["--detach-sign", "--armor", "--local-user", key, "--output", "-", folder.file(.signed)],
            environment: environment, output: folder.file(.output), mayAsk: true, limit: Self.limit)
        guard status == 0, let signature = try folder.read(.output), !signature.isEmpty else {
            throw StateError(text: "gpg does not sign with the key \(key)")
        }
        return signature
    }

    /// Whether it is a public key itself rather than where one is.
    private static func isLiteral(_ key: String) -> Bool {
        ["key::", "ssh-", "ecdsa-", "sk-"].contains { key.hasPrefix($0) }
    }

    /// Time to enter a passphrase.
    private static let limit = Duration.seconds(60)
}
