import Definitions
import Expressions
import JSONValues
import Pipelines
import Testing

@Suite("What is found in one key")
struct KeyDiagnosticsTests {
    @Test("each finding has its place, its words and its suggestion, and comes alone", arguments: cases)
    func finding(_ expected: Expected) {
        let marked = Marked(expected.yaml)
        let found = load(pipeline: marked.text).diagnostics
        #expect(
            found == [
                Diagnostic(
                    expected.severity, file: ".taskdaemon/pipelines/p.yml", line: marked.line, column: marked.column,
                    message: expected.message, suggestion: expected.suggestion)
            ])
    }

    /// A pipeline whose one stage has more keys.
    private static func stage(_ keys: String) -> String { "stages:\n  - {name: a, loop_type: plan, \(keys)}" }
    /// A pipeline that has more keys.
    private static func pipeline(_ keys: String) -> String { "\(keys)\nstages: [{name: a, loop_type: plan}]" }

    static let cases: [Expected] = [
        Expected(
            what: "a duration without a unit", yaml: stage("timeout: ▸30"),
            message: "`timeout` is a duration, not `30`", suggestion: "give a unit: `30s`"),
        Expected(
            what: "a duration with a unit that is none", yaml: stage("timeout: ▸3 hours"),
            message: "`timeout` is a duration, not `3 hours`",
            suggestion: "write `500ms`, `30s`, `5m`, `2h` or `1d`"),
        Expected(
            what: "a duration of nothing", yaml: stage("timeout: ▸0s"), message: "`timeout` must be longer than nothing"
        ),
        Expected(
            what: "a duration that is a list", yaml: stage("timeout: ▸[1s]"),
            message: "`timeout` is a duration, not a list"),
        Expected(
            what: "a budget of nothing", yaml: stage("budget: ▸{}"), message: "`budget` says nothing",
            suggestion: "give it `usd`, `tokens`, `iterations` or `time`"),
        Expected(
            what: "a budget with a currency", yaml: stage("budget: {usd: ▸$5}"),
            message: "`usd` is a number, not `$5`"),
        Expected(
            what: "a budget for less than one iteration", yaml: pipeline("budget: {iterations: ▸0}"),
            message: "`iterations` is from 1 to 1000000000000, not 0"),
        Expected(
            what: "a budget in another unit", yaml: stage("budget: {usd: 1, ▸minutes: 5}"), severity: .warning,
            message: "unknown key `minutes` in `budget`"),
        Expected(
            what: "too few instances", yaml: stage("parallel_instances: ▸0"),
            message: "`parallel_instances` is from 1 to 10000, not 0"),
        Expected(
            what: "a number that is text", yaml: stage("parallel_instances: ▸many"),
            message: "`parallel_instances` is a whole number, not `many`"),
        Expected(
            what: "a truth value of YAML 1.1", yaml: stage("triggers: [{manual: {approval_required: ▸yes}}]"),
            message: "`approval_required` is true or false, not `yes`", suggestion: "write `true`"),
        Expected(
            what: "a trigger that is none", yaml: stage("triggers: [▸{on_complete: {source_stage: a}}]"),
            message: "a trigger is one of `on_completion`, `on_event`, `on_condition`, `manual`, `any`",
            suggestion: "did you mean `on_completion`?"),
        Expected(
            what: "two triggers in one", yaml: stage("triggers: [▸{manual: {}, on_event: {event_type: x}}]"),
            message: "a trigger is one of `on_event` and `manual`, not both",
            suggestion: "write one element of the list for each; all must hold"),
        Expected(
            what: "triggers that are no list", yaml: stage("triggers: ▸{manual: {}}"),
            message: "`triggers` is a list, not a mapping", suggestion: "begin it with `- `"),
        Expected(
            what: "an `any` that never holds", yaml: stage("triggers: [{any: ▸[]}]"),
            message: "`any` is empty, so it never holds"),
        Expected(
            what: "an event's type with blanks", yaml: stage("triggers: [{on_event: {event_type: ▸spec ready}}]"),
            message: "an event's type has no blanks, not `spec ready`"),
        Expected(
            what: "a mapping without a target", yaml: stage("input_mapping: {mappings: [▸{from: request}]}"),
            message: "a mapping's element needs `to`"),
        Expected(
            what: "a target that is no path", yaml: stage("input_mapping: {mappings: [{from: request, to: ▸a..b}]}"),
            message: "`to` is member names joined by dots, not `a..b`", suggestion: "for example `outputs.plan`"),
        Expected(
            what: "two mappings to one target",
            yaml: stage("input_mapping: {mappings: [{from: plan, to: x}, {from: spec, to: ▸x}]}"),
            message: "two mappings write `x`"),
        Expected(
            what: "two mappings to one output",
            yaml: stage("output_mapping: {mappings: [{from: plan, to: plan}, {from: p, to: ▸outputs.plan}]}"),
            message: "two mappings write `outputs.plan`"),
        Expected(
            what: "a function that does not exist", yaml: stage("when: ▸sise(request.goal) > 0"),
            message: "`when`: unknown function 'sise'", suggestion: "did you mean `size`?"),
        Expected(
            what: "a schema that does not exist", yaml: stage("output_mapping: {validation: ▸plan_shema}"),
            message: "there is no schema `plan_shema`", suggestion: "did you mean `plan_schema`?"),
        Expected(
            what: "a schema that is like no other", yaml: stage("output_mapping: {validation: ▸release}"),
            message: "there is no schema `release`", suggestion: "put it in .taskdaemon/schemas/release.json"),
        Expected(
            what: "error handling that is none", yaml: stage("error_handling: ▸contine"),
            message: "`error_handling` is `fail`, `continue`, `retry: …` or `rollback: …`, not `contine`",
            suggestion: "did you mean `continue`?"),
        Expected(
            what: "error handling of two kinds",
            yaml: stage("error_handling: ▸{retry: {max_attempts: 2}, rollback: {to: a}}"),
            message: "`error_handling` is either `retry` or `rollback`"),
        Expected(
            what: "a retry that does not say how often", yaml: stage("error_handling: {retry: ▸{backoff: {}}}"),
            message: "`retry` needs `max_attempts`"),
        Expected(
            what: "a factor that would shorten the wait",
            yaml: stage("error_handling: {retry: {max_attempts: 2, backoff: {factor: ▸0.5}}}"),
            message: "`factor` is from 1.0 to 1000.0, not 0.5"),
        Expected(
            what: "a first wait that is longer than the longest",
            yaml: stage("error_handling: {retry: {max_attempts: 2, backoff: ▸{initial: 2m}}}"), severity: .warning,
            message: "`initial` (2m) is longer than `max` (1m), so every wait is `max`"),
        Expected(
            what: "a root that `retry_on` does not have",
            yaml: stage("error_handling: {retry: {max_attempts: 2, retry_on: ▸eror.class == 'timeout'}}"),
            message: "unknown root `eror`", suggestion: "did you mean `error`?"),
        Expected(
            what: "an unknown key", yaml: stage("▸parallel_instance: 3"), severity: .warning,
            message: "unknown key `parallel_instance` in a stage", suggestion: "did you mean `parallel_instances`?"),
        Expected(
            what: "an unknown key that is like no other", yaml: pipeline("▸owner: me"), severity: .warning,
            message: "unknown key `owner` in a pipeline"),
        Expected(
            what: "a key of later", yaml: pipeline("▸templates: {}"), message: "not supported yet: `templates`"),
        Expected(
            what: "a pipeline's success over one stage's outputs", yaml: pipeline("success: ▸outputs.n > 1"),
            message: "unknown root `outputs`",
            suggestion: "there are `a`, `event`, `git`, `plan`, `request`, `run`, `stages`"),
        Expected(
            what: "a stage's success over its own name", yaml: stage("success: ▸a.outputs.n > 1"),
            message: "`a` cannot read what it gives itself", suggestion: "its own outputs are `outputs`"),
        Expected(
            what: "instances of a stage that has one", yaml: stage("success: size(▸instances) > 1"),
            message: "unknown root `instances`",
            suggestion: "there are `event`, `git`, `item`, `outputs`, `plan`, `request`, `run`, `spec`, `stages`"),
        Expected(
            what: "a stage's key of later", yaml: stage("▸matrix: {os: [a]}"), message: "not supported yet: `matrix`"),
        Expected(
            what: "another branch prefix", yaml: pipeline("global_config: {git_branch_prefix: ▸bots/}"),
            message: "`git_branch_prefix` is the workspace's: it is `taskdaemon/`, not `bots/`",
            suggestion: "set it in .taskdaemon/config.yml, or leave it out"),
        Expected(
            what: "the machine's directory in a committed file",
            yaml: pipeline("global_config: {▸workspace: /tmp/x}"), severity: .warning,
            message: "`workspace` is ignored in a committed file",
            suggestion: "set `global_config.workspace` in your own config"),
        Expected(
            what: "a conflict rule that is none",
            yaml: pipeline("concurrency: {group: plan.path, on_conflict: ▸supercede}"),
            message: "`on_conflict` is one of `supersede`, `queue`, `reject`, not `supercede`",
            suggestion: "did you mean `supersede`?"),
        Expected(
            what: "a group over what no event has",
            yaml: pipeline("concurrency: {group: ▸item.id, on_conflict: queue}"),
            message: "unknown root `item`",
            suggestion: "there are `event`, `git`, `plan`, `request`, `run`, `spec`"),
        Expected(
            what: "a start without a mapping", yaml: pipeline("start_on: [▸plan.committed]"),
            message: "an element of `start_on` is a mapping, not text", suggestion: "write `{event: plan.committed}`"),
        Expected(
            what: "no stages", yaml: "▸name: x", message: "a pipeline needs `stages`"),
        Expected(
            what: "an empty list of stages", yaml: "stages: ▸[]", message: "`stages` is empty"),
        Expected(
            what: "a loop's key with a bad value", yaml: stage("max_iterations: ▸0"),
            message: "`max_iterations` is from 1 to 100000, not 0"),
        Expected(
            what: "an empty command", yaml: stage("run: ▸[]"), message: "`run` is an empty list"),
        Expected(
            what: "a builtin that is none", yaml: stage("run: {builtin: ▸phases}"),
            message: "`builtin` is one of `plan`, `spec`, `phase`, not `phases`", suggestion: "did you mean `phase`?"),
        Expected(
            what: "a variable with its value", yaml: stage("env: [▸A=1]"),
            message: "an element of `env` is the name of an environment variable, not `A=1`",
            suggestion: "only the name: its value is the daemon's own"),
        Expected(
            what: "a variable that is never passed on", yaml: stage("env: [▸GIT_DIR]"), severity: .warning,
            message: "`GIT_DIR` is never passed on"),
        Expected(
            what: "a file outside of the work tree", yaml: stage("copy: [▸../secret]"),
            message: "an element of `copy` leads out of the work tree: `../secret`"),
    ]

    @Test("an expression's error is placed at its character in the file")
    func expressionError() throws {
        for yaml in [
            "stages: [{name: a, loop_type: plan, when: run.x == ▸)}]",
            "stages: [{name: a, loop_type: plan, when: \"run.x == ▸)\"}]",
            "stages: [{name: ä, loop_type: plan, when: \"'ü' == ▸)\"}]",
        ] {
            let marked = Marked(yaml)
            let found = load(pipeline: marked.text).diagnostics.filter { $0.message.hasPrefix("`when`") }
            #expect(found.map(\.line) == [marked.line], "\(yaml)")
            #expect(found.map(\.column) == [marked.column], "\(yaml)")
        }
    }

    @Test("an inline schema that is none is found")
    func inlineSchema() throws {
        let yaml = Marked(Self.stage("output_mapping: {validation: ▸{type: 3}}"))
        let found = try #require(load(pipeline: yaml.text).diagnostics.first)
        #expect(found.message.hasPrefix("`validation` is not a JSON Schema: "))
        #expect(found.line == yaml.line && found.column == yaml.column)
    }

    @Test("schema files that are no schemas are found, and what names them")
    func schemaFiles() throws {
        let loaded = load(
            pipeline: Self.stage("output_mapping: {validation: release}"),
            ["schemas/release.json": "{\n  \"type\": \n}"])
        #expect(loaded.diagnostics.map(\.file) == [".taskdaemon/pipelines/p.yml", ".taskdaemon/schemas/release.json"])
        #expect(
            loaded.diagnostics.map(\.message) == [
                "the schema `release` is not valid, see .taskdaemon/schemas/release.json", "not JSON",
            ])
    }

    @Test("a schema file of the workspace is used by its name, before a built-in one")
    func ownSchema() throws {
        let loaded = load(
            pipeline: Self.stage("output_mapping: {validation: plan_schema}"),
            ["schemas/plan_schema.json": "{\"type\": \"string\"}"])
        #expect(loaded.diagnostics == [])
        let validation = loaded.pipeline("p")?.stages.first?.outputMapping.validation
        #expect(validation?.schema == ["type": "string"])
        #expect(validation?.name == "plan_schema")
    }
}
