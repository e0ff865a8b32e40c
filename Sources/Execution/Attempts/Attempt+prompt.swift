import Documents
import JSONValues
import Pipelines
import Prompts

extension Attempt {
    /// The most of the work branch's diff that a prompt holds, in bytes.
    private static let diffLimit = 64 * 1024
    /// The most of the document that a prompt holds, in bytes.
    private static let documentLimit = 256 * 1024
    /// How many commits a prompt lists.
    private static let logLimit = 50

    /// The loop's prompt for a pass; empty where it has none. Only what the template shows is worked out.
    func prompt(_ iteration: Int, after history: IterationHistory) async throws(AttemptFailure) -> String {
        guard let source = spec.loop.prompt else { return "" }
        let template: PromptTemplate
        do throws(PromptError) {
            template = try PromptTemplate(source)
        } catch {
            throw AttemptFailure(.config, "in the prompt, line \(error.line): \(error.message)")
        }
        var roots: [String: JSON] = [
            "input": spec.input, "iteration": .int(Int64(iteration)), "progress": .string(history.progress),
            "last_failure": history.lastFailure,
        ]
        var git: [String: JSON] = [:]
        if template.uses("git.diff"), tip != spec.base {
            git["diff"] = .string(try await worker.diff(from: spec.base, to: tip, limit: Self.diffLimit))
        }
        if template.uses("git.log") {
            git["log"] = .string(try await worker.log(from: spec.base, to: tip, limit: Self.logLimit))
        }
        roots["git"] = .object(git)
        if template.uses("document") { roots["document"] = try await document() }
        return template.render(roots)
    }

    /// The document that this instance works on: its spec's, else the run's first.
    private func document() async throws(AttemptFailure) -> JSON {
        let own = spec.input["spec"]?["path"]?.stringValue
        guard let path = own ?? (spec.input["spec"] == nil ? spec.documents.first : nil),
            let bytes = try await worker.file(path, at: spec.base, limit: Document.defaultLimit)
        else { return .null }
        let kind: DocumentKind = own == nil ? .plan : .spec
        var text = String(decoding: bytes.prefix(Self.documentLimit), as: UTF8.self)
        if bytes.count > Self.documentLimit { text += "\n… the rest is in \(path)\n" }
        var members: [String: JSON] = [
            "path": .string(path), "kind": .string(kind.rawValue), "text": .string(text),
        ]
        if let document = try? Document.parse(bytes, kind: kind, path: path) {
            members["id"] = .string(document.id)
            members["title"] = .string(document.title)
        }
        return .object(members)
    }
}
