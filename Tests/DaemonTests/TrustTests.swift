import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// What may run on this machine, under each policy.
@Suite("Trust") struct TrustTests {
    /// Keys of people, and the user's own config with the file that names those that count.
    private struct Keys {
        let folder: String
        var signers: String { folder + "/allowed_signers" }

        /// Makes the key of each name; `nil` where this machine has no `ssh-keygen`.
        init?(_ workshop: Workshop, _ names: String...) throws {
            let program = "/usr/bin/ssh-keygen"
            guard FileManager.default.isExecutableFile(atPath: program) else {
                print("skipped: there is no ssh-keygen here")
                return nil
            }
            folder = workshop.repository.home + "/config/taskdaemon"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for name in names {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: program)
                process.arguments = ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(folder)/\(name)"]
                try process.run()
                process.waitUntilExit()
                try #require(process.terminationStatus == 0)
            }
        }

        func publicKey(_ name: String) throws -> String {
            try String(contentsOfFile: "\(folder)/\(name).pub", encoding: .utf8)
        }

        /// Names the keys that count, with what else stands on their lines.
        func allow(_ names: String..., options: String = "") throws {
            let lines = try names.map { "\($0)@example.com \(options)\(try publicKey($0))" }
            try lines.joined().write(toFile: signers, atomically: true, encoding: .utf8)
        }
    }

    private func workshop() throws -> Workshop {
        var workshop = try Workshop()
        workshop.userConfig = "trust: signed\nallowed_signers: allowed_signers\n"
        return workshop
    }

    /// Makes git sign every commit with a key.
    private func sign(_ workshop: Workshop, with name: String, _ keys: Keys) throws {
        for (key, value) in [
            ("gpg.format", "ssh"), ("user.signingkey", "\(keys.folder)/\(name)"), ("commit.gpgsign", "true"),
        ] {
            try workshop.repository.git("config", key, value)
        }
    }

    private func reason(_ run: Run) -> String { run.blockedOn(stage: "only")?.detail ?? "" }

    @Test("a commit that is signed with a key that counts runs; one that is not, or with another, says what is wrong")
    func signed() async throws {
        let workshop = try workshop()
        guard let keys = try Keys(workshop, "ada", "eve") else { return }
        try keys.allow("ada")
        let side = try workshop.side()
        try await workshop.define("  - {name: only, loop_type: shell, run: \"echo ran >> \(side)/ran\"}")
        let ran = { try? String(contentsOfFile: side + "/ran", encoding: .utf8) }
        let unsigned = try workshop.plan()
        try await workshop.once()
        #expect(try workshop.run().blockedOn(stage: "only")?.reason == .untrusted)
        #expect(reason(try workshop.run()).hasPrefix("\(unsigned.short) is not signed: sign it with an SSH key"))
        // That it was shown and allowed is not that it was signed.
        var record = try TrustRecord.load(from: workshop.location.state)
        record.allow(try workshop.run().untrusted)
        try record.save(to: workshop.location.state)
        try workshop.ask("trust", of: try workshop.run().id)
        try await workshop.once()
        #expect(ran() == nil)

        try sign(workshop, with: "eve", keys)
        let theirs = try workshop.plan(at: "plans/theirs.md")
        try await workshop.once()
        let second = try #require(try workshop.runs().first { $0.creation.request.commit == theirs })
        #expect(reason(second) == "\(theirs.short) is signed with a key that \(keys.signers) does not name")
        #expect(ran() == nil)
        // Once the key counts, it runs.
        try keys.allow("ada", "eve")
        try workshop.ask("trust", of: second.id)
        // A program that the repository names has no say.
        try workshop.repository.git("config", "gpg.ssh.program", "/bin/true")
        try workshop.repository.git("config", "gpg.ssh.allowedSignersFile", "/nowhere")
        try await workshop.once()
        #expect(try workshop.runs().first { $0.id == second.id }?.status == .succeeded)
        try keys.allow("ada")
        try workshop.repository.git("config", "--unset", "gpg.ssh.program")

        try sign(workshop, with: "ada", keys)
        let mine = try workshop.plan(at: "plans/mine.md")
        try await workshop.once()
        #expect(try workshop.runs().first { $0.creation.request.commit == mine }?.status == .succeeded)
        #expect(ran() == "ran\nran\n")
    }

    @Test("a signature of other bytes, for another use, or by a key that has run out is not good")
    func forged() async throws {
        let workshop = try workshop()
        guard let keys = try Keys(workshop, "ada") else { return }
        try keys.allow("ada")
        try sign(workshop, with: "ada", keys)
        let good = try workshop.repository.commit("good", ["a": "a"])
        let repository = try workshop.repository.open()
        var settings = Settings()
        settings.allowedSigners = "allowed_signers"
        let trust = SignedTrust(settings, environment: workshop.environment, state: workshop.location.state)
        #expect(try trust.problem(with: good, in: repository) == nil)
        let text = try workshop.repository.git("cat-file", "commit", good.hex) + "\n"
        func forge(_ change: (String) -> String) throws -> ObjectID {
            let id = try workshop.repository.git(
                "hash-object", "-t", "commit", "-w", "--stdin", "--literally", input: change(text))
            return try #require(ObjectID(hex: id))
        }
        for change in [
            { $0.replacingOccurrences(of: "\n\ngood", with: "\n\nevil") },
            { $0.replacingOccurrences(of: "\ncommitter ", with: "\nparent \(good.hex)\ncommitter ") },
        ] as [(String) -> String] {
            let problem = try trust.problem(with: forge(change), in: try workshop.repository.open())
            #expect(problem?.contains("is not good") == true, "\(problem ?? "")")
        }
        // A second one hides nothing.
        let twice = try forge { text in
            let start = text.range(of: "gpgsig ")?.lowerBound ?? text.endIndex
            let end = text.range(of: "-----END SSH SIGNATURE-----\n")?.upperBound ?? text.endIndex
            return text.replacingCharacters(in: end..<end, with: text[start..<end])
        }
        #expect(try trust.problem(with: twice, in: try workshop.repository.open())?.contains("is not signed") == true)
        try keys.allow("ada", options: "namespaces=\"file\" ")
        #expect(try trust.problem(with: good, in: repository)?.contains("is not good") == true)
        try keys.allow("ada", options: "valid-before=\"20200101\" ")
        #expect(try trust.problem(with: good, in: repository) != nil)
        try keys.allow("ada", options: "namespaces=\"git\" ")
        #expect(try trust.problem(with: good, in: repository) == nil)
        try FileManager.default.removeItem(atPath: keys.signers)
        #expect(try trust.problem(with: good, in: repository)?.contains("cannot be read") == true)
        var environment = workshop.environment
        environment["PATH"] = "/nowhere"
        try keys.allow("ada")
        let blind = SignedTrust(settings, environment: environment, state: workshop.location.state)
        #expect(try blind.problem(with: good, in: repository)?.contains("ssh-keygen is not on PATH") == true)
        let unset = SignedTrust(Settings(), environment: environment, state: workshop.location.state)
        #expect(try unset.problem(with: good, in: repository)?.contains("is set in your config") == true)
        let left = try FileManager.default.contentsOfDirectory(atPath: workshop.location.state.path)
        #expect(!left.contains { $0.hasPrefix("signature-") }, "nothing private is left behind")
    }

    @Test("an OpenPGP signature counts as well: of a key in the user's file that has not run out and was not revoked")
    func openPGP() async throws {
        var workshop = try Workshop()
        workshop.userConfig = "trust: {policy: signed, allowed_pgp_keys: keys.gpg}\n"
        guard let ring = try KeyRing(workshop) else { return }
        defer { ring.close() }
        let ada = try ring.make("Ada <ada@example.com>")
        try ring.allow(ada)
        let side = try workshop.side()
        try await workshop.define("  - {name: only, loop_type: shell, run: \"echo ran >> \(side)/ran\"}")
        try ring.sign(workshop, with: ada)
        let good = try workshop.plan()
        try await workshop.once()
        #expect(try workshop.run().status == .succeeded)

        var settings = Settings()
        settings.allowedPGPKeys = "keys.gpg"
        func problem(_ commit: ObjectID, _ settings: Settings) throws -> String? {
            try SignedTrust(settings, environment: workshop.environment, state: workshop.location.state)
                .problem(with: commit, in: workshop.repository.open())
        }
        #expect(try problem(good, settings) == nil)
        let text = try workshop.repository.git("cat-file", "commit", good.hex) + "\n"
        let forged = try workshop.repository.git(
            "hash-object", "-t", "commit", "-w", "--stdin", "--literally",
            input: text.replacingOccurrences(of: "\n\na plan", with: "\n\na pie"))
        #expect(forged != good.hex)
        #expect(try problem(#require(ObjectID(hex: forged)), settings)?.contains("is not good") == true)
        #expect(try problem(good, Settings())?.contains("give one a file of keys") == true)
        var other = Settings()
        other.allowedSigners = "allowed_signers"
        try "".write(toFile: ring.folder + "/allowed_signers", atomically: true, encoding: .utf8)
        #expect(try problem(good, other)?.contains("OpenPGP key, and `allowed_pgp_keys` is not set") == true)
        // Only what the file has counts, not what the user's own `gpg` knows.
        let eve = try ring.make("Eve <eve@example.com>")
        try ring.sign(workshop, with: eve)
        let theirs = try workshop.repository.commit("theirs", ["a": "a"])
        #expect(try problem(theirs, settings)?.hasSuffix("a key that \(ring.file) does not name") == true)
        try ring.allow(eve, ada)
        #expect(try problem(theirs, settings) == nil)
        try ring.revoke(eve)
        try ring.allow(eve, ada)
        #expect(try problem(theirs, settings)?.contains("is not good") == true)
        let old = try ring.make("Old <old@example.com>", at: "20200101T000000")
        try ring.sign(workshop, with: old, at: "20200101T000010")
        let late = try workshop.repository.commit("late", ["b": "b"])
        try ring.allow(old, ada)
        #expect(try problem(late, settings)?.contains("is not good") == true)
        #expect(try problem(good, settings) == nil)
        try ring.allow(ada, as: ["--armor"])
        #expect(try problem(good, settings)?.hasSuffix("write it with gpg --export, without --armor") == true)
        try ring.allow(ada)

        // What its user asks for is signed so, too.
        var environment = workshop.environment
        environment["GNUPGHOME"] = ring.home
        let signer = try RequestSigner(key: ada, environment: environment, state: workshop.location.state)
        let at = Instant(milliseconds: 1_700_000_000_000)
        let request = InboxRequest(
            ulid: ULID.make(at: at), type: "pause", run: try workshop.run().id, by: "ada", at: at)
        try Inbox(try workshop.repository.open()).write(request) { bytes throws(GitError) in
            do throws(StateError) {
                return try signer.sign(bytes)
            } catch {
                throw GitError(.invalid, operation: "sign", message: error.description)
            }
        }
        let asked = try #require(try workshop.repository.open().ref(RefName(Inbox.prefix + request.ulid)))
        #expect(try problem(asked, settings) == nil)
        try await workshop.once()
        #expect(try workshop.runs().contains { $0.taken.contains(request.ulid) })
        #expect(try workshop.complaints().isEmpty)
    }

    @Test("what is asked for is taken when it is signed, and refused with the reason when it is not")
    func requests() async throws {
        let workshop = try workshop()
        guard let keys = try Keys(workshop, "ada") else { return }
        try keys.allow("ada")
        try sign(workshop, with: "ada", keys)
        try await workshop.define("  - {name: only, loop_type: shell, run: \"true\"}")
        try workshop.plan()
        try await workshop.once()
        let id = try workshop.run().id
        try workshop.ask("retry", of: id)
        try await workshop.once()
        let refusals = try JournalStore(try workshop.repository.open()).workspaceEntries().flatMap(\.events)
            .compactMap { if case .requestTaken(let taken) = $0 { taken.refused } else { nil } }
        #expect(refusals.count == 1)
        #expect(refusals.first?.contains("is not signed") == true)
        let at = Instant(milliseconds: 1_700_000_000_000)
        let signer = try RequestSigner(
            key: "\(keys.folder)/ada.pub", environment: workshop.environment, state: workshop.location.state)
        let request = InboxRequest(ulid: ULID.make(at: at), type: "pause", run: id, by: "ada", at: at)
        try Inbox(try workshop.repository.open()).write(request) { bytes throws(GitError) in
            do throws(StateError) {
                return try signer.sign(bytes)
            } catch {
                throw GitError(.invalid, operation: "sign", message: error.description)
            }
        }
        #expect(try workshop.complaints().isEmpty)
        try await workshop.once()
        #expect(try workshop.run().taken.contains(request.ulid))
    }

    @Test("under `content` a command that was not shown does not run, though its user has committed it here")
    func content() async throws {
        var workshop = try Workshop()
        workshop.userConfig = "trust: content\n"
        try workshop.repository.git("config", "user.email", "ada@example.com")
        let side = try workshop.side()
        try await workshop.define("  - {name: only, loop_type: shell, run: touch \(side)/ran}")
        try workshop.plan()
        try await workshop.once()
        let run = try workshop.run()
        #expect(run.blockedOn(stage: "only")?.reason == .untrusted)
        #expect(!FileManager.default.fileExists(atPath: side + "/ran"))
        var record = try TrustRecord.load(from: workshop.location.state)
        record.allow(run.untrusted)
        try record.save(to: workshop.location.state)
        try workshop.ask("trust", of: run.id)
        try await workshop.once()
        #expect(try workshop.run().status == .succeeded)
        #expect(FileManager.default.fileExists(atPath: side + "/ran"))
    }

    @Test(
        "a clone runs nothing of what its `.taskdaemon` says, under any policy, before its user has trusted it",
        arguments: ["local", "workspace", "signed", "content"])
    func clones(policy: String) async throws {
        let origin = try Workshop()
        let side = try origin.side()
        _ = try origin.repository.commit(
            "definitions",
            [
                ".taskdaemon/pipelines/taskdaemon.yml":
                    "start_on: [{event: plan.committed}]\nstages: [{name: only, loop_type: shell, run: touch \(side)/ran}]\n",
                ".taskdaemon/config.yml": "trust: workspace\n",
            ])
        var clone = try Workshop(at: "clone", trusted: false, cloning: origin)
        clone.userConfig = "trust: \(policy)\n"
        try await clone.once()
        try clone.plan()
        try await clone.once()
        let run = try clone.run()
        #expect(run.blockedOn(stage: "only")?.reason == .untrusted)
        #expect(!FileManager.default.fileExists(atPath: side + "/ran"))
    }
}
