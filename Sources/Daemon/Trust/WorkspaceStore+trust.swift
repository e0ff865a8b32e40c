import Git
import GitNames
import Journaling
import Orchestration
import Pipelines

extension WorkspaceStore {
    /// Command lines that may not run, and why, where it is not that they are new.
    struct Untrusted {
        var commands: [String] = []
        var reason: String?
    }

    /// The command lines that this machine's user has not allowed.
    ///
    /// Nothing is, of a workspace that is not trusted. Allowed is what the trust record names, and under `trust: local`
    /// what stands in a commit that this user made here: by the committer's address, and in no branch that came from
    /// elsewhere. Under `trust: signed` the signature alone counts, since a command that is known may call a file that is
    /// not.
    func untrusted(_ commands: [String], at commit: Commit, _ settings: Settings) throws -> Untrusted {
        guard !commands.isEmpty else { return Untrusted() }
        let record = try TrustRecord.load(from: location.state)
        guard record.isTrusted else { return Untrusted(commands: commands) }
        let unknown = commands.filter { !record.allows($0) }
        switch settings.trust {
        case .workspace: return Untrusted()
        case .content: return Untrusted(commands: unknown)
        case .local: return try unknown.isEmpty || isOwn(commit) ? Untrusted() : Untrusted(commands: unknown)
        case .signed:
            let problem = try signedTrust(settings).problem(with: commit.id, in: repository())
            return problem.map { Untrusted(commands: commands, reason: $0) } ?? Untrusted()
        }
    }

    /// Why a request may not be taken; `nil` where it may.
    ///
    /// What was read is compared with the commit that was looked at: its ref may have been moved in between.
    func problem(with request: InboxRequest, _ settings: Settings) throws -> String? {
        guard settings.trust == .signed, request.type != "trust" else { return nil }
        guard let commit = try repository().ref(RefName(Inbox.prefix + request.ulid)) else {
            return "it is gone from the inbox"
        }
        if let problem = try signedTrust(settings).problem(with: commit, in: repository()) { return problem }
        return try Inbox(repository()).entry(request.ulid, at: commit) == .request(request)
            ? nil : "it was changed while it was read"
    }

    private func signedTrust(_ settings: Settings) -> SignedTrust {
        SignedTrust(settings, environment: environment, state: location.state)
    }

    private func isOwn(_ commit: Commit) throws -> Bool {
        let repository = try repository()
        let own = try repository.config("user.email") ?? environment["GIT_COMMITTER_EMAIL"] ?? environment["EMAIL"]
        if let own {
            guard commit.committer.email.lowercased() == own.lowercased() else { return false }
        } else if repository.isBare {
            return false
        }
        for (_, tip) in try repository.refs(under: ["refs/remotes/"]) {
            if (try? repository.isAncestor(commit.id, of: repository.peel(tip))) == true { return false }
        }
        return true
    }
}
