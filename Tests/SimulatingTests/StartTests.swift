import Documents
import GitNames
import JSONValues
import Orchestration
import Pipelines
import Simulating
import Testing

/// What starts a simulated run.
@Suite struct StartTests {
    private func pipeline(_ start: String) throws -> Pipeline {
        try Bench.pipeline(
            """
            start_on: [\(start)]
            stages: [{name: build, loop_type: shell, run: make}]
            """)
    }

    private func document(_ text: String) throws -> SimulatedDocument {
        try SimulatedDocument(Array(text.utf8), kind: .plan, path: "plans/a.md")
    }

    @Test("a document starts the run that a commit of it would start, under the same name")
    func document() throws {
        let document = try document("# Plan: A\n")
        let start = SimulatedStart(
            of: try pipeline("{event: plan.committed, filter: \"plan.title == 'A'\"}"), by: .documents([document]),
            in: try Bench.place())
        #expect(start.verdict?.outcome == .started)
        #expect(start.verdict?.run == start.created.id)
        #expect(start.created.documents.first?["title"] == "A")
        #expect(start.created.documents.first?["branch"] == "main")
        // As `git hash-object` names the file.
        #expect(document.key.blob.hex == "1c3ad351c10b140889e370f2bcc6e25df3e5e189")
    }

    @Test("what a filter does not want starts nothing, with the values; the run is then one by hand")
    func refused() throws {
        let start = SimulatedStart(
            of: try pipeline("{event: plan.committed, filter: \"plan.title == 'B'\"}"),
            by: .documents([try document("# Plan: A\n")]), in: try Bench.place())
        #expect(start.verdict?.outcome == .filterFalse)
        #expect(start.verdict?.detail == "plans/a.md: plan.title == 'B' is false (plan.title = \"A\")")
        #expect(start.created.documents.count == 1)
    }

    @Test("an event's data is what expressions see of it, and inputs by hand are the request's")
    func others() throws {
        let event = SimulatedStart(
            of: try pipeline("{event: deploy.wanted, filter: event.n > 1}"),
            by: .event(type: "deploy.wanted", data: ["n": 2]), in: try Bench.place())
        #expect(event.verdict?.outcome == .started)
        #expect(event.created.request.event?.data == ["n": 2])
        let manual = SimulatedStart(
            of: try pipeline(""), by: .manual(inputs: ["version": "1"]), in: try Bench.place())
        #expect(manual.verdict == nil)
        #expect(manual.created.request.inputs == ["version": "1"])
        #expect(manual.event == "manual")
    }

    @Test("values that are stated stand for a document, and what they leave out is as in an empty one")
    func stated() throws {
        let document = try SimulatedDocument(
            stating: ["title": "A", "specs": [["id": "x", "title": "X"]]], kind: .plan, path: "plans/a.md")
        let simulation = try Bench.play(try Bench.pipeline(), by: .documents([document]))
        #expect(simulation.status == .succeeded)
        #expect(simulation.story("implementation/x").last == "succeeds 1 document")
        #expect(document.values["goals"] == [])
    }
}
