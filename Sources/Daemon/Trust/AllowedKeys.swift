import Glibc

/// The keys of one kind whose signatures count, and the program that holds a signature against them.
///
/// The program is given a file of the user's own and nothing else: no environment, no keys or settings of a home directory.
struct AllowedKeys: Sendable {
    /// What signatures are made with.
    enum Kind: Sendable {
        case ssh
        case openPGP

        /// The setting that names the file.
        var setting: String {
            switch self {
            case .ssh: "allowed_signers"
            case .openPGP: "allowed_pgp_keys"
            }
        }

        /// As people call it.
        var name: String {
            switch self {
            case .ssh: "SSH"
            case .openPGP: "OpenPGP"
            }
        }

        fileprivate var program: String {
            switch self {
            case .ssh: "ssh-keygen"
            case .openPGP: "gpgv"
            }
        }

        fileprivate var package: String {
            switch self {
            case .ssh: "OpenSSH's client"
            case .openPGP: "GnuPG"
            }
        }
    }

    /// Why a signature does not count.
    enum Refusal {
        /// A key that the file does not name.
        case unknownKey
        /// Anything else.
        case bad
        /// The program took too long.
        case overdue
    }

    let kind: Kind
    /// The file's path.
    let file: String
    private let program: String?

    init(_ kind: Kind, in file: String, _ environment: [String: String]) {
        self.kind = kind
        self.file = UserConfig.path(of: file, environment)
        program = MachineCheck.program(kind.program, in: environment)
    }

    /// Why no signature of this kind could be found good here, and what to do; `nil` where that is not so.
    var obstacle: String? {
        var status = stat()
        guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(file, R_OK) == 0 else {
            return "\(file), which `\(kind.setting)` names, cannot be read"
        }
        if kind == .openPGP, isArmored {
            return "\(file), which `\(kind.setting)` names, holds text: write it with gpg --export, without --armor"
        }
        guard program != nil else { return "\(kind.program) is not on PATH: install \(kind.package)" }
        return nil
    }

    /// `gpgv` reads no keys in text, and says that of none.
    private var isArmored: Bool {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 10)
        let count = read(descriptor, &bytes, bytes.count)
        return count == bytes.count && bytes.elementsEqual("-----BEGIN".utf8)
    }

    /// Why a signature does not count; `nil` where it is a good one.
    ///
    /// - Parameter folder: has the files `signature` and `signed`.
    func refusal(in folder: PrivateFolder) throws(StateError) -> Refusal? {
        guard let program else { return .bad }
        switch kind {
        case .ssh: return try sshRefusal(program, in: folder)
        case .openPGP: return try openPGPRefusal(program, in: folder)
        }
    }

    private func sshRefusal(_ program: String, in folder: PrivateFolder) throws(StateError) -> Refusal? {
        let signature = folder.file(.signature)
        let found = try BriefProgram.run(
            program, ["-Y", "find-principals", "-f", file, "-s", signature], environment: [:],
            output: folder.file(.output), limit: Self.limit)
        guard let found else { return .overdue }
        guard found == 0 else { return .unknownKey }
        for principal in try folder.lines(of: .output).prefix(Self.mostPrincipals) {
            let verdict = try BriefProgram.run(
                program, ["-Y", "verify", "-n", "git", "-f", file, "-I", principal, "-s", signature],
                environment: [:], input: folder.file(.signed), limit: Self.limit)
            if verdict == 0 { return nil }
        }
        return .bad
    }

    /// `gpgv` also ends well where a key has run out or was revoked: what counts is what it states.
    private func openPGPRefusal(_ program: String, in folder: PrivateFolder) throws(StateError) -> Refusal? {
        let verdict = try BriefProgram.run(
            program,
            [
                "--homedir", folder.path, "--keyring", file, "--status-fd", "1", folder.file(.signature),
                folder.file(.signed),
            ], environment: [:], output: folder.file(.output), limit: Self.limit)
        guard let verdict else { return .overdue }
        let stated = try folder.lines(of: .output).compactMap { line -> Substring? in
            let words = line.split(separator: " ")
            return words.first == "[GNUPG:]" ? words.dropFirst().first : nil
        }
        if stated.contains("NO_PUBKEY") { return .unknownKey }
        let isGood =
            verdict == 0
            && ["NEWSIG", "GOODSIG", "VALIDSIG"].allSatisfy { word in
                stated.count { $0 == word } == 1
            }
        return isGood ? nil : .bad
    }

    private static let limit = Duration.seconds(10)
    private static let mostPrincipals = 16
}
