import Foundation
import JSONValues
import Testing

/// `simulate` as a user has it, on real repositories.
@Suite struct SimulateTests {
    private static let pipeline = """
        name: ship
        stages:
          - name: build
            loop_type: shell
            run: touch built
            timeout: 10m
            output_mapping: {mappings: [{from: parts, to: outputs.parts}]}
          - name: test
            loop_type: shell
            run: touch tested
            for_each: build.outputs.parts
            triggers: [{on_completion: {source_stage: build}}]
            error_handling: continue

        """

    private func workspace() throws -> BuiltProgram {
        let program = try BuiltProgram()
        try program.git("init", "--quiet")
        try program.write(Self.pipeline, to: "work/.taskdaemon/pipelines/ship.yml")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "start")
        return program
    }

    @Test("a run is shown in a workspace that nobody trusts, also in a bare clone, and nothing is run or written")
    func nothingWritten() throws {
        let program = try workspace()
        defer { program.remove() }
        try program.git("clone", "--quiet", "--bare", ".", "../bare.git")
        func everything() throws -> String {
            try program.shell(
                "find .. -path '*/work/.git/index' -prune -o ! -name '*-*.out' ! -name '*-*.err' -print | sort"
            )
            .output
        }
        let before = try everything()
        let shown = try program("simulate", "ship")
        #expect(shown.status == 0, "\(shown.error)")
        #expect(shown.output.contains("✓ run succeeded"))
        #expect(shown.output.contains("touch built"))
        let bare = try program("-C", "../bare.git", "simulate", "ship")
        #expect(bare.output == shown.output)
        #expect(try program("-C", "../bare.git", "simulate", "--since", "HEAD").output.contains("no run"))
        #expect(try everything() == before)
    }

    @Test("outputs come from files, and instances are made of them; what does not fit is named")
    func outputs() throws {
        let program = try workspace()
        defer { program.remove() }
        try program.write(#"{"parts": ["a", "b"]}"#, to: "work/samples/build.json")
        try program.write(#"{"found": 1}"#, to: "work/samples/test/b.json")
        try program.write("{}", to: "work/samples/biuld.json")
        let result = try program("simulate", "ship", "--outputs", "samples", "--fail", "test/a", "--json")
        #expect(result.status == 0, "\(result.error)")
        let report = try JSON(parsing: result.output.utf8)
        #expect(report["end"]?["status"] == "failed")
        let steps = report["steps"]?.arrayValue ?? []
        let made = steps.filter { $0["kind"] == "succeeds" }
        #expect(made.map { $0["origin"] } == ["stated", "stated"])
        #expect(made.map { $0["outputs"] } == [["parts": ["a", "b"]], ["found": 1]])
        #expect(steps.filter { $0["kind"] == "fails" }.map { $0["instance"] } == ["a"])
        #expect(report["notes"]?.arrayValue?.count == 1)
        #expect(result.output.contains("samples/biuld.json belongs to no stage; did you mean `build`?"))
        try program.write("[1]", to: "work/samples/build.json")
        let wrong = try program("simulate", "ship", "--outputs", "samples")
        #expect(wrong.status == 2)
        #expect(wrong.error.contains("samples/build.json' holds array"))
    }

    @Test(
        "definitions are those that are about to be committed; a broken one says what is wrong, an unknown one what is meant"
    )
    func definitions() throws {
        let program = try workspace()
        defer { program.remove() }
        try program.write(
            Self.pipeline.replacing("name: ship", with: "name: next"), to: "work/.taskdaemon/pipelines/n.yml")
        #expect(try program("simulate", "next").status == 0)
        try program.write("name: next\nstages: [{name: a}]\n", to: "work/.taskdaemon/pipelines/n.yml")
        let broken = try program("simulate", "next")
        #expect(broken.status == 2)
        #expect(broken.error.contains(".taskdaemon/pipelines/n.yml:2:"))
        #expect(try program("simulate", "shop").error.contains("did you mean `ship`?"))
        #expect(try program("simulate", "ship", "--fail", "tset").error.contains("did you mean `test`?"))
        let noLimit = try program("simulate", "ship", "--timeout", "test")
        #expect(noLimit.status == 2)
        #expect(noLimit.error.contains("has no time limit"))
        #expect(try program("simulate", "ship", "--since", "HEAD", "--fail", "test").status == 2)
        #expect(try program("simulate", "ship", "--fail", "test:0").status == 2)
        #expect(try program("simulate", "ship", "--input", "nowhere.md").status == 3)
    }

    @Test("stages of a pipeline that a stage uses are named below it, for failures and for outputs")
    func used() throws {
        let program = try workspace()
        defer { program.remove() }
        try program.write(
            """
            name: all
            stages:
              - {name: parts, uses: ship}
              - {name: each, uses: ship, matrix: {os: [linux, mac]}}

            """, to: "work/.taskdaemon/pipelines/all.yml")
        try program.write(#"{"parts": ["a", "b"]}"#, to: "work/samples/parts/build.json")
        try program.write(#"{"parts": []}"#, to: "work/samples/each/linux/build.json")
        func played(_ option: String, _ part: String) throws -> [String] {
            let result = try program("simulate", "all", "--outputs", "samples", "--json", option, part)
            #expect(result.status == 0, "\(result.error)")
            let steps = try JSON(parsing: result.output.utf8)["steps"]?.arrayValue ?? []
            var found: [String] = []
            for step in steps where step["kind"] == "fails" {
                let outer: [JSON] = step["within"]?.arrayValue ?? []
                guard !outer.isEmpty else { continue }
                let names: [String?] =
                    outer.map(\.stringValue) + [step["stage"]?.stringValue, step["instance"]?.stringValue]
                found.append(names.compactMap { $0 }.joined(separator: " "))
            }
            return found
        }
        #expect(try played("--fail", "parts/test/a") == ["parts test a"])
        #expect(try played("--timeout", "parts/build:1") == ["parts build"])
        #expect(try played("--fail", "each/build") == ["each/linux build", "each/mac build"])
        #expect(try played("--fail", "each/linux/build") == ["each/linux build"])
        let meant = try program("simulate", "all", "--fail", "parts/tset")
        #expect(meant.status == 3 && meant.error.contains("'ship' has no stage 'tset'"))
        #expect(meant.error.contains("did you mean `test`?"))
        #expect(try program("simulate", "ship", "--fail", "build/x/test").error.contains("uses no pipeline"))
    }

    @Test("the input is a document where the pipeline starts on one, inputs where a person starts it")
    func inputs() throws {
        let program = try workspace()
        defer { program.remove() }
        try program.write("# Plan: Mine\n## Summary\nDo it.\n## Specs\n### Spec: One\n**ID:** one\n", to: "work/my.md")
        let mine = try JSON(parsing: try program("simulate", "--input", "my.md", "--json").output.utf8)
        #expect(mine["start"]?["documents"] == ["plans/my.md"])
        #expect(mine["start"]?["outcome"] == "started")
        #expect(mine["stages"]?.arrayValue?.last?["succeeded"] == 1)
        try program.write(#"{"title": "Stated", "specs": [{"id": "x", "title": "X"}]}"#, to: "work/plan.json")
        let stated = try JSON(parsing: try program("simulate", "--input", "plan.json", "--json").output.utf8)
        #expect(stated["steps"]?.arrayValue?.contains { $0["instance"] == "x" } == true)
        let start = "start_on: [{event: deploy.wanted, filter: \"event.to == 'eu'\"}]\n"
        try program.write(
            "name: deploy\n\(start)stages: [{name: a, loop_type: shell, run: make}]\n",
            to: "work/.taskdaemon/pipelines/deploy.yml")
        try program.write(#"{"to": "us"}"#, to: "work/event.json")
        let refused = try program("simulate", "deploy", "--input", "event.json")
        #expect(refused.output.contains("deploy.wanted does not start it: filter_false: event.to == 'eu' is"))
        #expect(refused.output.contains("false (event.to = \"us\"); here it is started by hand"))
    }

    @Test("history is held against the definitions of each commit, or of one") func history() throws {
        let program = try workspace()
        defer { program.remove() }
        try program.write("# Plan: A\n", to: "work/plans/a.md")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "plan: a")
        let result = try program("simulate", "--since", "HEAD~1")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("  plan: a\n"))
        #expect(result.output.contains("1 run would have been started: 1 of taskdaemon"))
        let json = try JSON(parsing: try program("simulate", "ship", "--since", "HEAD~1", "--json").output.utf8)
        #expect(json["commits"]?.arrayValue?.map { $0["verdicts"]?.arrayValue?.count } == [1])
        #expect(try program("simulate", "--since", "nowhere").status == 3)
        #expect(try program("simulate", "other", "--since", "HEAD~1").status == 3)
        #expect(try program("status", "--json").output.contains("\"runs\" : [\n\n  ]"))
    }
}
