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
                  ■ test  loop shell, one for each build.outputs.parts, 1 a…

                    ╭─ lint: test.outputs.rate < 1 && stages["lint"].status…
                    ├─ test: test.outputs.rate < 1 && stages["lint"].status…
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
}
