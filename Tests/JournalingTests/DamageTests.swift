import Git
import GitNames
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling
@testable import Orchestration

@Suite("Damaged journals") struct DamageTests {
    private func played() throws -> Story {
        let story = try Story(snapshotInterval: 100)
        for _ in 0..<6 { try story.step() }
        return story
    }

    private func error(of story: Story) throws -> JournalError? {
        let store = JournalStore(try story.temporary.open())
        do throws(JournalError) {
            _ = try store.run(story.id)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "an entry that cannot be understood is a named error that says which commit",
        arguments: [
            "no empty line\n{\"type\":\"run.paused\"}\n", "x\n\nnot json\n", "x\n\n{\"type\":\"run.unheard_of\"}\n",
            "x\n\n{\"type\":\"run.paused\"}\n", "x\n\n[]\n",
            "x\n\n{\"type\":\"ref.moved\",\"ref\":\"refs/heads/x\",\"old\":\"zz\"}\n",
            "x\n\n{\"$value\":\"1111111111111111111111111111111111111111\",\"type\":\"run.paused\"}\n",
            "x\n\n{\"$value\":\"1111\",\"type\":\"run.paused\"}\n",
            // What cannot have happened: this stage does not exist.
            "x\n\n{\"type\":\"stage.skipped\",\"stage\":\"nowhere\",\"reason\":\"\"}\n",
        ])
    func messages(message: String) throws {
        let story = try played()
        let ref = JournalStore.runRef(story.id)
        try story.temporary.rewriteTip(of: ref, message: message)
        let error = try error(of: story)
        #expect(error?.code == .damaged, "\(String(describing: error))")
        #expect(try error?.subject == story.temporary.id(ref.text).hex)
    }

    @Test("an unknown format is told before anything is decoded")
    func format() throws {
        let story = try played()
        let ref = JournalStore.runRef(story.id)
        try story.temporary.rewriteTip(of: ref, message: "x\n\nnothing that this version knows\n")
        try story.temporary.replaceTip(of: ref, changing: "format", to: "2")
        let error = try error(of: story)
        #expect(error?.code == .unknownFormat)
        #expect(error?.message.contains("format 2") == true && error?.hint != nil)
        #expect(throws: JournalError.self) {
            try JournalStore(story.temporary.open()).runEntries(story.id, limit: nil)
        }
    }

    @Test("a journal without a format, or that is no commit, is damaged")
    func noFormat() throws {
        let story = try played()
        let ref = JournalStore.runRef(story.id)
        try story.temporary.rewriteTip(of: ref, tree: story.temporary.git("rev-parse", "HEAD^{tree}"), message: nil)
        #expect(try error(of: story)?.code == .damaged)
        try story.temporary.git("update-ref", ref.text, story.temporary.git("rev-parse", "HEAD:plans/greeter.md"))
        #expect(try error(of: story)?.code == .damaged)
        try story.temporary.git("update-ref", ref.text, "HEAD")
        #expect(try error(of: story)?.code == .damaged)
    }

    @Test("a missing entry is named, and no other run suffers")
    func missing() throws {
        let story = try played()
        _ = try story.store.publish(
            Batch(runs: [RunEntry(Run.create(Story.named("other-1234567", story)), after: nil)], time: Story.start))
        let tip = try story.temporary.id(JournalStore.runRef(story.id).text)
        let gone = try story.temporary.id("\(tip)~2")
        // All objects, loose; then one less.
        let git = try story.temporary.git("rev-parse", "--absolute-git-dir")
        let packs = try Directory.names(git + "/objects/pack").filter { $0.hasSuffix(".pack") }
        for pack in packs { try story.temporary.unpack(git + "/objects/pack/" + pack) }
        try story.temporary.removeObject(gone)
        #expect(try error(of: story)?.subject == gone.hex)
        #expect(try error(of: story)?.code == .damaged)
        #expect(try JournalStore(story.temporary.open()).run("other-1234567").run.id == "other-1234567")
    }

    @Test("the journal of another run under this run's name is damaged")
    func otherName() throws {
        let story = try played()
        try story.temporary.git("update-ref", JournalStore.runRef("fake").text, JournalStore.runRef(story.id).text)
        let store = JournalStore(try story.temporary.open())
        let error = #expect(throws: JournalError.self) { try store.run("fake") }
        #expect(error?.code == .damaged)
        #expect(throws: JournalError.self) { try store.run("nobody") }
    }

    @Test("a shallow clone without the beginning says so")
    func shallow() throws {
        let story = try played()
        let clone = try TemporaryRepository(bare: true)
        try clone.git(
            "fetch", "-q", "--depth=2", "file://\(story.temporary.path)", "+refs/taskdaemon/*:refs/taskdaemon/*")
        let store = JournalStore(try clone.open())
        let error = #expect(throws: JournalError.self) { try store.run(story.id) }
        #expect(error?.code == .damaged && error?.hint?.contains("unshallow") == true)
    }
}

extension TemporaryRepository {
    /// Makes loose objects of a pack.
    func unpack(_ pack: String) throws {
        let aside = beside("moved.pack")
        try Directory.move(pack, to: aside)
        for suffix in [".idx", ".keep", ".rev"] { Directory.remove(String(pack.dropLast(5)) + suffix) }
        try git("unpack-objects", "-q", input: "", file: aside)
    }

    /// Removes a loose object.
    func removeObject(_ id: ObjectID) throws {
        let git = try git("rev-parse", "--absolute-git-dir")
        Directory.remove("\(git)/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))")
    }

    private func git(_ arguments: String..., input: String, file: String) throws {
        let output = try tryGit(arguments, input: Directory.read(file))
        #expect(output.status == 0, "\(output.complaint)")
    }
}
