import Definitions
import Documents
import Git
import GitNames
import JSONValues
import Orchestration
import Pipelines
import Watching

extension WorkspaceStore {
    /// Why a run that was asked for cannot be made.
    struct Refusal: Error {
        var reason: String
    }

    /// Everything that a run needs to know of the commit it starts from.
    func created(_ requested: RunRequested, owner: String) throws -> RunCreated {
        let request = requested.request
        let repository = try repository()
        let loaded = try definitions(at: request.commit)
        let pipeline: Pipeline
        switch loaded.pipelines[request.pipeline]?.result {
        case .success(let valid)?: pipeline = valid
        case .failure(let invalid)?:
            throw Refusal(
                reason: "pipeline \(request.pipeline) is invalid: \(invalid.diagnostics.first?.message ?? "")")
        case nil: throw Refusal(reason: "there is no pipeline \(request.pipeline) at \(request.commit.short)")
        }
        let commit = try repository.commit(request.commit)
        var documents: [JSON] = []
        var commands = pipeline.stages.flatMap(\.loop.commands)
        for key in request.documents {
            let kind = DocumentGlobs(loaded.settings.documents).kind(of: key.path) ?? .plan
            let document: Document
            do throws(DocumentError) {
                document = try Document.parse(
                    repository.blobForDocument(key.blob), kind: kind, path: key.path)
            } catch {
                throw Refusal(reason: "\(key.path): \(error)")
            }
            documents.append(
                RunCreated.root(
                    of: document.json, blob: key.blob, commit: request.commit, branch: request.branch,
                    author: commit.author.name))
            commands += (document.phases + document.specs.flatMap(\.phases)).flatMap { $0.commands.map(\.script) }
        }
        return RunCreated(
            id: requested.id, owner: owner, pipeline: pipeline, request: request, documents: documents,
            knownSpecs: try repository.knownSpecs(at: commit.id, loaded.settings),
            branchPrefix: loaded.settings.branchPrefix,
            identity: .daemon, untrusted: try untrusted(commands, at: commit, loaded.settings),
            supersedes: requested.supersedes, after: requested.after, at: requested.at)
    }

    /// The command lines that this machine's user has not allowed.
    ///
    /// Allowed is what the trust record names, and under `trust: local` what stands in a commit that this user made
    /// here: by the committer's address, and in no branch that came from elsewhere.
    func untrusted(_ commands: [String], at commit: Commit, _ settings: Settings) throws -> [String] {
        guard !commands.isEmpty else { return [] }
        let record = try TrustRecord.load(from: location.state)
        guard record.isTrusted else { return commands }
        if settings.trust == .workspace { return [] }
        let unknown = commands.filter { !record.allows($0) }
        guard !unknown.isEmpty, try !isOwn(commit) else { return [] }
        return unknown
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

extension Repository {
    /// A document's bytes; one that is too large is refused before it is loaded.
    fileprivate func blobForDocument(_ id: ObjectID) throws(DocumentError) -> [UInt8] {
        let size = (try? header(id).size) ?? 0
        guard size <= Document.defaultLimit else { throw .tooLarge(size: size, limit: Document.defaultLimit) }
        return (try? blob(id, limit: Document.defaultLimit)) ?? []
    }
}
