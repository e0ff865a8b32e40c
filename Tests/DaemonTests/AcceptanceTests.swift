import Daemon
import Foundation
import Git
import GitNames
import Glibc
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// The main job in other surroundings: a daemon that watches, a bare repository, names that are hard to write.
@Suite("Specs become finished runs")
struct AcceptanceTests {
    /// Specs that depend on one another, each with a phase that runs a block; names as given.
    private func specs(_ names: [String]) -> [String: String] {
        var files: [String: String] = [:]
        for (index, name) in names.enumerated() {
            let dependency = index % 3 == 0 ? "None" : "[spec-\(index - 1)]"
            files["specs/\(name).md"] = """
                # Spec: Part \(index)
                **ID:** spec-\(index)
                **Dependencies:** \(dependency)
                ## Implementation Phases
                ### Phase 1: Write it
                ```sh run
                mkdir -p out; echo \(index) > out/\(index).txt
                ```

                """
        }
        return files
    }

    private func check(_ run: Run, _ count: Int, _ git: ([String]) throws -> String) throws {
        #expect(run.status == .succeeded, "\(run.blockers)")
        #expect(run.stages["implementation"]?.instances.count == count)
        let files = try git(["ls-tree", "-r", "--name-only", "-z", run.branch.text]).split(separator: "\0")
        #expect(files.filter { $0.hasPrefix("out/") }.count == count)
        #expect(files.filter { $0.hasPrefix("phases/") }.count == count)
        #expect(try git(["for-each-ref", "--format=%(refname)", "refs/heads/taskdaemon"]) == run.branch.text)
        #expect(try git(["fsck", "--strict", "--no-dangling"]) == "")
    }

    @Test("a daemon that watches runs what is committed, and leaves what is the user's as it is")
    func watching() async throws {
        let workshop = try Workshop()
        let names = (0..<12).map { "part-\($0)" }
        try await workshop.watching {
            _ = try workshop.repository.commit("the specs", specs(names))
            let before = try userState(at: workshop.repository.path)
            try await workshop.until(.succeeded)
            #expect(try userState(at: workshop.repository.path) == before)
        }
        try check(workshop.run(), 12) { (arguments: [String]) in try workshop.repository.tryGit(arguments).text }
    }

    @Test("a bare repository runs what is pushed to it")
    func pushed() async throws {
        let workshop = try Workshop(bare: true)
        let author = try TemporaryRepository()
        try author.commit("start", ["README.md": "a workspace\n"])
        try author.git("push", "-q", workshop.repository.path, "main")
        try await workshop.watching {
            try author.commit("the specs", specs(["one", "two", "three"]))
            try author.git("push", "-q", workshop.repository.path, "main")
            try await workshop.until(.succeeded)
        }
        try check(workshop.run(), 3) { (arguments: [String]) in try workshop.repository.tryGit(arguments).text }
    }

    @Test("names with spaces, quotes, line feeds and letters of any script")
    func names() async throws {
        let temporary = try TemporaryRepository()
        let path = temporary.beside("a \"work\" 'space'\n$HOME `é` 仕事; * \\")
        try TemporaryRepository.checked(["init", "-q", "-b", "main", path], home: temporary.home)
        func git(_ arguments: [String]) throws -> String {
            try TemporaryRepository.checked(["-C", path] + arguments, home: temporary.home).text
        }
        func commit(_ files: [String: String]) throws {
            for (name, text) in files {
                let file = path + "/" + name
                try FileManager.default.createDirectory(
                    atPath: String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]),
                    withIntermediateDirectories: true)
                try Data(text.utf8).write(to: URL(filePath: file))
            }
            _ = try git(["add", "-A"])
            _ = try git(["commit", "-q", "-m", "files"])
        }
        try commit(["README.md": "a workspace\n"])
        let environment = [
            "HOME": temporary.home, "PATH": "/usr/local/bin:/usr/bin:/bin",
            "XDG_STATE_HOME": temporary.home + "/st 'a'\n\"te\"",
        ]
        let location = try WorkspaceLocation.find(from: path, environment: environment)
        var trust = TrustRecord()
        trust.isTrusted = true
        try trust.save(to: location.state)
        var options = DaemonOptions(environment: environment)
        options.once = true
        options.userConfig = Array("trust: workspace\n".utf8)
        _ = try await WorkspaceDaemon(location, options: options).run()
        let names = [
            "with space", "it's \"quoted\"", "line\nfeed", "größe 仕事 🙂", "-dash", "a;b&c|d", "$(touch x)", "tab\tin",
        ]
        try commit(specs(names))
        let before = try userState(at: path)
        let outcome = try await WorkspaceDaemon(location, options: options).run()
        #expect(outcome.allSucceeded)
        let journal = JournalStore(try Repository.open(at: location.repositoryPath))
        let run = try journal.run(#require(try journal.runIDs().first)).run
        try check(run, names.count, git)
        #expect(try userState(at: path) == before)
        #expect(run.creation.request.documents.map(\.path).sorted() == names.map { "specs/\($0).md" }.sorted())
    }
}

/// HEAD, index, config, the user's branch and the work tree's files, byte for byte.
func userState(at root: String) throws -> [String: Data] {
    var state: [String: Data] = [:]
    for name in ["HEAD", "index", "config", "refs/heads/main"] {
        state[name] = try Data(contentsOf: URL(filePath: "\(root)/.git/\(name)"))
    }
    let walk = try #require(FileManager.default.enumerator(atPath: root))
    for case let path as String in walk where !path.hasPrefix(".git") {
        state["tree:\(path)"] = (try? Data(contentsOf: URL(filePath: "\(root)/\(path)"))) ?? Data()
    }
    return state
}
