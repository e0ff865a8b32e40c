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
        let untrusted = try untrusted(commands, at: commit, loaded.settings)
        return RunCreated(
            id: requested.id, owner: owner, pipeline: pipeline, request: request, documents: documents,
            knownSpecs: try repository.knownSpecs(at: commit.id, loaded.settings),
            branchPrefix: loaded.settings.branchPrefix,
            identity: .daemon, untrusted: untrusted.commands, supersedes: requested.supersedes,
            after: requested.after, distrust: untrusted.reason, at: requested.at)
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
