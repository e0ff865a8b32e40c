import Expressions
import JSONValues
import Pipelines
import Testing

@testable import Reporting

@Suite struct GraphReportTests {
    /// Two stages that lead to a third, which either is enough for; a fourth that a condition and a person hold.
    private func pipeline() throws -> Pipeline {
        func stage(_ name: StageName, _ triggers: [Trigger], forEach: Expression? = nil) -> Stage {
            Stage(
                name: name, loop: LoopType(name: "shell", work: .command(.shell("make"))), triggers: triggers,
                forEach: forEach)
        }
        return Pipeline(
            name: "release", description: "Build, test, ship",
            startOn: [StartTrigger(event: "plan.committed", filter: try Expression(parsing: "plan.title != \"x\""))],
            stages: [
                stage("build", []), stage("lint", []),
                stage(
                    "test",
                    [
                        .any([
                            .onCompletion(sourceStage: "build", successOnly: true),
                            .onCompletion(sourceStage: "lint", successOnly: false),
                        ])
                    ], forEach: try Expression(parsing: "build.outputs.parts")),
                stage(
                    "ship",
                    [
                        .onCondition(
                            expression: try Expression(
                                parsing: "test.outputs.rate < 1 && stages[\"lint\"].status == 'x'"),
                            variables: []), .manual(approvalRequired: true),
                    ]),
            ])
    }

    @Test("a list that the pipeline alone tells is drawn by the names of its instances")
    func items() throws {
        var pipeline = try pipeline()
        #expect(GraphReport(pipeline).stages[2].items.isEmpty)
        #expect(GraphReport(pipeline).stages[2].fanOut == "one for each build.outputs.parts, 1 at once")
        pipeline.stages[2].forEach = try Expression(parsing: "[{'id': 'A b', 'n': 1}, 'two', 3]")
        let report = GraphReport(pipeline)
        #expect(report.stages[2].items == ["a-b", "two", "3"])
        #expect(report.stages[2].fanOut == "one for each of a-b, two, 3, 1 at once")
        #expect(report.stages[2].fansOut == "[{'id': 'A b', 'n': 1}, 'two', 3]")
        pipeline.stages[2].forEach = try Expression(parsing: "[1, 2, 3, 4, 5, 6, 7, 8]")
        #expect(GraphReport(pipeline).stages[2].fanOut == "one for each of 1, 2, 3, 4, 5, 6 and 2 more, 1 at once")
    }

    @Test("what closes a run stands at its end, and says when it runs") func closing() throws {
        func stage(_ name: StageName, _ closing: Stage.Closing? = nil) -> Stage {
            Stage(name: name, closing: closing, loop: LoopType(name: "shell", work: .command(.shell("make"))))
        }
        let report = GraphReport(
            Pipeline(name: "p", stages: [stage("build"), stage("report", .onFailure), stage("clean", .finally)]))
        #expect(
            report.page(width: 60).written(in: .off) == """
                p
                  started by hand

                  ■ build  loop shell
                    │ if the run has failed
                    ▼
                  ■ report  loop shell, on_failure

                    ╭─ build, report: however the run ends
                    ▼
                  ■ clean  loop shell, finally

                """)
    }

    @Test("stages stand below each other, with what leads to each") func text() throws {
        #expect(
            GraphReport(try pipeline()).page(width: 60).written(in: .off) == """
                release
                  Build, test, ship
                  starts on plan.committed where plan.title != "x"

                  ■ build  loop shell

                  ■ lint  loop shell

                    ╭─ build: succeeded
                    ├─ or lint: ended
                    ▼
                  ■ test  loop shell
                      one for each build.outputs.parts, 1 at once

                    ╭─ lint, test: test.outputs.rate < 1 &&
                    │    stages["lint"].status == 'x'
                    ├─ approved
                    ▼
                  ■ ship  loop shell, needs approval

                """)
    }

    @Test("texts are quoted as each format has it") func quoting() throws {
        let report = GraphReport(try pipeline())
        #expect(
            report.mermaid.contains(
                "s1 -->|\"test.outputs.rate #60; 1 #38;#38; stages[#34;lint#34;].status == 'x'\"| s3"))
        #expect(report.mermaid.contains("start([\"plan.committed where plan.title != #34;x#34;\"])"))
        #expect(report.dot.contains("[label=\"test.outputs.rate < 1 && stages[\\\"lint\\\"].status == 'x'\"]"))
        #expect(report.dot.contains("s1 -> s2 [label=\"ended\", style=dashed]"))
    }

    @Test("a run's picture has the states of its stages and instances") func states() throws {
        let report = GraphReport(try SampleRun.fannedOut())
        #expect(report.stages.map(\.status) == ["succeeded", "running"])
        #expect(report.stages[1].instances.map(\.status) == ["running", "pending", "pending"])
        #expect(report.mermaid.contains("class s1 running"))
        #expect(report.dot.contains("0 of 3 done"))
    }

    @Test("the drawing is XML that says the same every time, every text in it once as it is meant") func drawing()
        throws
    {
        var pipeline = try pipeline()
        pipeline.description = "</svg><script>alert(\"&\")</script>\u{1b}[31m"
        let svg = GraphReport(pipeline).svg
        #expect(svg == GraphReport(pipeline).svg)
        let drawing = try Drawing(svg)
        #expect(drawing.elements.contains("svg") && !drawing.elements.contains("script"))
        #expect(drawing.texts.contains("</svg><script>alert(\"&\")</script>\\x1b[31m"))
        for text in ["build", "loop shell", "one for each build.outputs.parts, 1 at once", "ended", "approved"] {
            #expect(drawing.texts.contains(text), "\(text)")
        }
        // What is too long to be drawn stands in the title.
        #expect(drawing.texts.contains("test.outputs.rate < 1 && stages[\"lint\"].status == 'x'"))
        // One box for each stage, and two below that of the fan-out; the start is another.
        #expect(drawing.elements.count { $0 == "rect" } == 1 + 1 + 4 + 2)
        #expect(svg.contains("<path class=\"line alternative\""))
        #expect(svg.contains("prefers-color-scheme: dark"))
    }

    @Test("every stage stands below all that lead to it, and lines pass through rows of their own") func layers() throws
    {
        let layers = GraphReport.Layers(GraphReport(try pipeline()))
        #expect(layers.levels == [1, 1, 2, 3])
        #expect(layers.rows[1].prefix(2) == [.stage(0), .stage(1)])
        let long = try #require(layers.lines.firstIndex { $0.from == 1 && $0.to == 3 })
        #expect(layers.way(of: long).map(\.row) == [1, 2, 3])
        #expect(layers.rows[2].contains(.line(long)))
    }

    @Test("no two boxes of a drawing are in the same place, and none is cut off") func places() throws {
        let drawing = GraphDrawing(GraphReport(try pipeline()))
        for row in drawing.rows {
            for (left, right) in zip(row, row.dropFirst()) { #expect(left.x + left.width < right.x) }
            for box in row { #expect(box.x >= 0 && box.x + box.width <= drawing.width) }
        }
        for (above, below) in zip(drawing.rows, drawing.rows.dropFirst()) {
            let bottom = above.map { $0.y + $0.height }.max() ?? 0
            #expect(below.allSatisfy { $0.y > bottom })
        }
        #expect((drawing.rows.last?.map { $0.y + $0.height }.max() ?? 0) <= drawing.height)
    }

    @Test("a condition that goes round in a circle, and a stage that nothing is known of, are drawn too") func circles()
    {
        func edge(_ from: String?, _ to: String) -> GraphReport.Edge {
            GraphReport.Edge(from: from, to: to, label: "x", alternative: false)
        }
        let node = { (name: String) in
            GraphReport.Node(
                name: name, loop: "shell", usesPipeline: false, fansOut: nil, items: [], parallelInstances: 1,
                approval: false, when: nil, status: nil, instances: [])
        }
        let report = GraphReport(
            pipeline: "odd", description: "", run: nil, status: nil, starts: [], stages: [node("a"), node("b")],
            edges: [edge("a", "b"), edge("b", "a"), edge("b", "b"), edge("nowhere", "a")])
        #expect(report.svg.hasSuffix("</svg>\n"))
    }
}
