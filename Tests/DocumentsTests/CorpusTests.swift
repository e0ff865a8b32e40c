import Documents
import Foundation
import Testing

/// The real specs beside the package: required where `CI` is `true`, elsewhere skipped when they are not there.
@Suite("The corpus of real specs")
struct CorpusTests {
    private static let folder: URL? = {
        var directory = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<2 { directory.deleteLastPathComponent() }
        for _ in 0..<2 {
            directory.deleteLastPathComponent()
            let folder = directory.appending(path: "shared/corpus/taskdaemon-specs")
            if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
        return nil
    }()

    private func documents() throws -> [Document]? {
        guard let folder = Self.folder else {
            if ProcessInfo.processInfo.environment["CI"] == "true" {
                Issue.record("../shared/corpus is not there")
            } else {
                print("skipped: ../shared/corpus is not there")
            }
            return nil
        }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter(Document.isDocumentName)
            .map { name in
                let bytes = try Data(contentsOf: folder.appending(path: name))
                return try Document.parse(Array(bytes), kind: .spec, path: "specs/\(name)")
            }
    }

    @Test("all 32 specs parse, with their 129 phases, criteria and summaries")
    func everything() throws {
        guard let documents = try documents() else { return }
        #expect(documents.count == 32)
        #expect(documents.map(\.phases.count).reduce(0, +) == 129)
        #expect(documents.allSatisfy { $0.status == "Draft" && !$0.summary.isEmpty && !$0.acceptanceCriteria.isEmpty })
        #expect(documents.allSatisfy { $0.phases.map(\.number) == Array(1...$0.phases.count) })
        #expect(documents.allSatisfy { $0.phases.allSatisfy { !$0.body.isEmpty && !$0.name.isEmpty } })
        #expect(documents.allSatisfy { $0.phases.allSatisfy { $0.commands.isEmpty } })
        #expect(Set(documents.map(\.id)).count == 32)
        #expect(documents.filter { $0.id.hasPrefix("019bd8-loop-spec-") }.count == 5)
        #expect(documents.filter { !$0.goals.isEmpty }.count == 5)
        #expect(documents[7].acceptanceCriteria.first?.text == "Recovery Scanning")
        #expect(documents[7].acceptanceCriteria.first?.details.count == 4)
        for document in documents { #expect(document.diagnostics.allSatisfy { $0.message.contains("prose") }) }
    }

    @Test("every dependency names a spec, and the longest chain has seven")
    func dependencies() throws {
        guard let documents = try documents() else { return }
        let byID = Dictionary(uniqueKeysWithValues: documents.map { ($0.id, $0) })
        var depths: [String: Int] = [:]
        func depth(_ id: String) -> Int {
            if let known = depths[id] { return known }
            let depth = 1 + (byID[id]?.dependencies.map(depth).max() ?? 0)
            depths[id] = depth
            return depth
        }
        for document in documents {
            for dependency in document.dependencies {
                #expect(byID[dependency] != nil, "\(document.id): \(dependency)")
            }
        }
        #expect(documents.map { depth($0.id) }.max() == 7)
    }

    @Test("every spec can be written and read again, as a spec and out of a plan")
    func roundTrip() throws {
        guard let documents = try documents() else { return }
        var plan = "# Plan: All of it\n\n## Specs\n\n"
        for document in documents {
            let spec = try #require(document.specs.first)
            let again = try Document.parse(Array(spec.markdown.utf8), kind: .spec, path: document.path)
            try expectSame(again, spec)
            #expect(again.specs.first?.body == spec.body + (spec.body.hasSuffix("\n") ? "" : "\n"))
            plan += spec.markdown.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("# Spec:") ? "##\($0)" : String($0) }.joined(separator: "\n")
        }
        // Headings of level 2 below a spec of level 3 end it, so the plan is made of the header lines alone.
        #expect(try parse(plan, .plan).specs.map(\.id) == documents.map(\.id))
    }
}
