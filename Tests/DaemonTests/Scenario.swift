import Daemon
import Foundation
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// One folder of `Scenarios`: what is in the workspace, what is done one after the other, and what it comes to.
///
/// `pipeline.yml` takes the place of the built-in one, `files/` is committed with it. Each line of `steps.txt` is one
/// step:
/// - `daemon`: everything runs until nothing more can
/// - `commit MESSAGE: PATH…`: files of `later/` are committed
/// - `ask TYPE [STAGE[/INSTANCE]] [KEY=VALUE…]`: a request of the newest run; `tree=run` names the run branch's tree
/// - `push TYPE …`: the same, written in a clone and pushed from there
/// - `event TYPE`: an event that names no run
/// - `push-event TYPE`: the same, written in a clone and pushed from there
/// - `back N`: the run branch is put back by so many commits
/// - `amend FILE TEXT`: somebody commits on the run branch
/// - `delete`: the run branch is deleted
///
/// `{{workspace}}` in the pipeline is the workspace's path.
struct Scenario {
    /// Something in a folder that cannot be understood.
    struct Unclear: Error, CustomStringConvertible {
        let description: String
    }

    let folder: URL
    let workshop: Workshop
    private var clock: Int64 = 0

    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scenarios")

    static let names: [String] = {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return found.filter { !$0.hasPrefix(".") }.sorted()
    }()

    init(_ name: String) throws {
        folder = Self.root.appending(path: name)
        workshop = try Workshop()
    }

    /// Plays all steps; answers what git has to tell afterwards.
    mutating func play() async throws -> String {
        for (path, text) in try texts(in: "files") { try workshop.repository.write(path, text) }
        let pipeline = try String(contentsOf: folder.appending(path: "pipeline.yml"), encoding: .utf8)
        try workshop.repository.write(
            ".taskdaemon/pipelines/taskdaemon.yml",
            pipeline.replacing("{{workspace}}", with: workshop.repository.path))
        _ = try workshop.repository.commit("definitions")
        try await workshop.baseline()
        let steps = try String(contentsOf: folder.appending(path: "steps.txt"), encoding: .utf8)
        for step in steps.split(separator: "\n") where !step.hasPrefix("#") { try await take(String(step)) }
        return try story()
    }

    private func texts(in name: String) throws -> [(path: String, text: String)] {
        let root = folder.appending(path: name)
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
        return try walk.compactMap { $0 as? String }.sorted().compactMap { path in
            let file = root.appending(path: path)
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory) else { return nil }
            return isDirectory.boolValue ? nil : (path, try String(contentsOf: file, encoding: .utf8))
        }
    }

    private mutating func take(_ step: String) async throws {
        let words = step.split(separator: " ").map(String.init)
        let rest = Array(words.dropFirst())
        switch words[0] {
        case "daemon": _ = try await workshop.once()
        case "commit":
            let parts = step.dropFirst("commit ".count).components(separatedBy: ": ")
            let later = Dictionary(uniqueKeysWithValues: try texts(in: "later").map { ($0.path, $0.text) })
            var files: [String: String] = [:]
            for path in parts.dropFirst().joined().split(separator: " ").map(String.init) {
                guard let text = later[path] else { throw Unclear(description: "there is no later/\(path)") }
                files[path] = text
            }
            _ = try workshop.repository.commit(parts[0], files)
        case "ask": try write(try request(rest), into: workshop.repository)
        case "push": try push(try request(rest))
        case "event": try write(event(rest), into: workshop.repository)
        case "push-event": try push(event(rest))
        case "back":
            let branch = try newest().branch.branchName ?? ""
            try workshop.repository.git("branch", "-qf", branch, "\(branch)~\(rest[0])")
        case "delete": try workshop.repository.git("branch", "-qD", try newest().branch.branchName ?? "")
        case "amend":
            let branch = try newest().branch.branchName ?? ""
            try workshop.repository.git("checkout", "-q", branch)
            _ = try workshop.repository.commit("by hand", [rest[0]: rest.dropFirst().joined(separator: " ") + "\n"])
            try workshop.repository.git("checkout", "-q", "main")
        default: throw Unclear(description: "there is no step \(words[0].debugDescription)")
        }
    }

    private func newest() throws -> Run {
        let runs = try workshop.runs().sorted { ($0.creation.at, $0.id) < ($1.creation.at, $1.id) }
        return try #require(runs.last, "no run was started")
    }

    private mutating func event(_ words: [String]) -> InboxRequest {
        var event = InboxRequest(
            ulid: "", type: words[0], by: "ada", at: Instant(milliseconds: 1_700_000_000_000))
        stamp(&event)
        return event
    }

    private mutating func request(_ words: [String]) throws -> InboxRequest {
        let run = try newest()
        var request = InboxRequest(
            ulid: "", type: words[0], run: run.id, by: "ada", at: Instant(milliseconds: 1_700_000_000_000))
        stamp(&request)
        var data: [String: JSON] = [:]
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else {
                let parts = word.split(separator: "/").map(String.init)
                request.stage = StageName(parts[0])
                request.instance = parts.count > 1 ? InstanceName(parts[1]) : nil
                continue
            }
            let (key, value) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
            if key == "tree" {
                request.tree = try workshop.tree(of: value == "run" ? run.branch.text : value)
            } else {
                data[key] = value == "true" ? true : .string(value.replacing("_", with: " "))
            }
        }
        request.data = data.isEmpty ? nil : .object(data)
        return request
    }

    /// Requests are taken in the order of their names, which is that of their times.
    private mutating func stamp(_ request: inout InboxRequest) {
        clock += 1000
        request.at = Instant(milliseconds: 1_700_000_000_000 + clock)
        request.ulid = ULID.make(at: request.at)
    }

    /// Written in a clone, and pushed from there.
    private func push(_ request: InboxRequest) throws {
        let clone = try Workshop(trusted: false, cloning: workshop)
        try write(request, into: clone.repository)
        let ref = "refs/taskdaemon/inbox/\(request.ulid)"
        try clone.repository.git("push", "-q", "file://" + workshop.repository.path, "\(ref):\(ref)")
    }

    private func write(_ request: InboxRequest, into repository: TemporaryRepository) throws {
        _ = try Inbox(try repository.open()).write(request)
    }

    /// Each run's journal and run branch as `git log --first-parent` has them, oldest first, without the names of
    /// commits.
    private func story() throws -> String {
        var lines: [String] = []
        for run in try workshop.runs().sorted(by: { ($0.creation.at, $0.id) < ($1.creation.at, $1.id) }) {
            lines.append("== \(run.id): \(run.status)\(run.end.map { ", \($0.reason)" } ?? "")")
            lines.append("-- journal")
            lines.append(try log("refs/taskdaemon/journal/\(run.id)"))
            lines.append("-- run branch")
            lines.append(try log("\(run.creation.request.commit)..\(run.branch)"))
        }
        let text = lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
        // By Unicode's rules there is no word's end in `b.t`.
        return text.replacing(/\b[0-9a-f]{7}\b/.wordBoundaryKind(.simple), with: "·······")
    }

    private func log(_ revisions: String) throws -> String {
        try workshop.repository.git("log", "--first-parent", "--reverse", "--format=%s", revisions)
    }
}

/// Whole stories through the real daemon, told by folders.
@Suite("Scenarios", .serialized)
struct ScenarioTests {
    private static let isRenewed = !(ProcessInfo.processInfo.environment["RENEW_SNAPSHOTS"] ?? "").isEmpty

    @Test("a scenario leaves the history that its folder has", arguments: Scenario.names)
    func scenario(name: String) async throws {
        var scenario = try Scenario(name)
        let story = try await scenario.play()
        let file = scenario.folder.appending(path: "expected.txt")
        if Self.isRenewed { try story.write(to: file, atomically: true, encoding: .utf8) }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(story == expected)
        #expect(try scenario.workshop.complaints() == "")
    }
}
