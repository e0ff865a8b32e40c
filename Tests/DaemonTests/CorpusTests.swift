import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

@Suite("The corpus", .serialized)
struct CorpusTests {
    /// The corpus' specs by file name.
    private func specs() throws -> [String: String]? {
        guard let folder = try sharedFolder("corpus/taskdaemon-specs") else { return nil }
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".md") {
            files["specs/\(name)"] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        return files
    }

    /// What every run over the corpus must have come to.
    private func check(_ workshop: Workshop) throws {
        let run = try workshop.run()
        #expect(run.status == .succeeded, "\(run.end?.reason ?? "it has not ended")")
        #expect(run.creation.pipeline.name == "taskdaemon-specs")
        let instances = try #require(run.stages["implementation"]?.instances)
        #expect(instances.count == 32)
        let files = try workshop.repository.git("ls-tree", "-r", "--name-only", "-z", run.branch.text).split(
            separator: "\0")
        #expect(files.filter { $0.hasPrefix("phases/") }.count == 129)
        let tags = try workshop.repository.git("for-each-ref", "--format=%(refname)", "refs/tags").split(
            separator: "\n")
        #expect(tags == ["refs/tags/taskdaemon/\(run.id)/implementation.1"])
        let branches = try workshop.repository.git("for-each-ref", "--format=%(refname)", "refs/heads/taskdaemon")
            .split(separator: "\n")
        #expect(branches == [Substring(run.branch.text)])
        #expect(try workshop.complaints() == "")
        // None started before what it depends on was integrated, and at most ten ran at a time.
        let position = Dictionary(
            uniqueKeysWithValues: run.integrations.enumerated().map { ($0.element.attempt.instance.name, $0.offset) })
        for (name, instance) in instances {
            let dependencies = instance.event?.data["spec"]?["dependencies"]?.arrayValue ?? []
            for dependency in dependencies.compactMap(\.stringValue) {
                let before = try #require(position[InstanceName(Slug.make(dependency))])
                let base = try #require(instance.result?.base)
                let commit = run.integrations[before].commit
                #expect(
                    try workshop.repository.tryGit(["merge-base", "--is-ancestor", commit.hex, base.hex]).status == 0,
                    "\(name) started before \(dependency) was integrated")
            }
        }
        let spans = instances.values.compactMap(\.past.last).map { ($0.since, $0.at) }
        let most = spans.map { span in spans.count { $0.0 <= span.0 && $0.1 > span.0 } }.max()
        #expect((most ?? 0) <= 10)
    }

    @Test("thirty-two specs in one commit become one finished run, and what is the user's stays as it is")
    func watched() async throws {
        guard let specs = try specs() else { return }
        let workshop = try Workshop()
        try await workshop.watching {
            _ = try workshop.repository.commit("the specs", specs)
            let before = try userState(at: workshop.repository.path)
            try await workshop.until(.succeeded)
            #expect(try userState(at: workshop.repository.path) == before)
        }
        try check(workshop)
    }

    @Test("they do in a bare workspace, by a push")
    func pushed() async throws {
        guard let specs = try specs() else { return }
        let workshop = try Workshop(bare: true)
        let author = try TemporaryRepository()
        try author.commit("start", ["README.md": "a workspace\n"])
        try author.git("push", "-q", workshop.repository.path, "main")
        try await workshop.watching {
            try author.commit("the specs", specs)
            try author.git("push", "-q", workshop.repository.path, "main")
            try await workshop.until(.succeeded)
        }
        try check(workshop)
    }

    @Test("they do where the workspace and its documents have names that are hard to write")
    func oddNames() async throws {
        guard let specs = try specs() else { return }
        let workshop = try Workshop(at: "a \"work\" 'space'\n$HOME `é` 仕事; * \\")
        let odd = ["with space", "it's \"quoted\"", "line\nfeed", "größe 仕事 🙂", "a;b&c|d", "$(touch x)", "tab\tin"]
        var files: [String: String] = [:]
        for (position, (path, text)) in specs.sorted(by: { $0.key < $1.key }).enumerated() {
            let stem = path.dropFirst("specs/".count).dropLast(".md".count)
            // Under any other name it would be a document.
            guard stem != "index" else { continue }
            files["specs/\(odd[position % odd.count])/\(stem) \(odd[(position / 3) % odd.count]).md"] = text
        }
        try await workshop.watching {
            _ = try workshop.repository.commit("the specs", files)
            let before = try userState(at: workshop.repository.path)
            try await workshop.until(.succeeded)
            #expect(try userState(at: workshop.repository.path) == before)
        }
        try check(workshop)
        let paths = try workshop.run().creation.request.documents.map(\.path)
        #expect(Set(paths) == Set(files.keys))
    }
}
