import Definitions
import JSONValues
import Pipelines
import Testing

@testable import Reporting

@Suite struct DefinitionReportTests {
    @Test("every setting has a value and an origin") func config() {
        let effective = SettingsLayers.effective(
            userConfig: Array("max_parallel: 2\n".utf8), userConfigName: "user.yml", committed: nil,
            environment: ["TASKDAEMON_KEEP_DAYS": "7"])
        let report = ConfigReport(effective)
        #expect(report.settings.map(\.key) == SettingsLayers.keys)
        let byKey = Dictionary(uniqueKeysWithValues: report.settings.map { ($0.key, $0) })
        #expect(byKey["max_parallel"]?.value == 2)
        #expect(byKey["max_parallel"]?.origin == "user.yml")
        #expect(byKey["keep_days"]?.origin == "TASKDAEMON_KEEP_DAYS")
        #expect(byKey["git_branch_prefix"]?.origin == "default")
        let unset = report.settings.filter { $0.value == .null }.map(\.key)
        let budgets = SettingsLayers.keys.filter { $0.hasPrefix("daily_budget.") }
        #expect(unset == ["allowed_signers", "allowed_pgp_keys"] + budgets + ["global_config.workspace"])
        for setting in report.settings where !unset.contains(setting.key) {
            #expect(setting.value != .null, "\(setting.key)")
        }
    }

    @Test("validation lists every diagnostic with a caret, and counts them") func validation() {
        let text = "name: broken\nstages: [{name: a, loop_type: nosuch}]\n"
        let loaded = Definitions.load(
            DefinitionFiles(files: ["pipelines/broken.yml": Array(text.utf8)]), builtIn: BuiltInFiles())
        let report = ValidationReport(loaded)
        #expect(!report.valid)
        let page = report.page(sources: [".taskdaemon/pipelines/broken.yml": text]).written(in: .off)
        #expect(page.contains(".taskdaemon/pipelines/broken.yml:2:"))
        #expect(page.contains("^\n"))
        #expect(page.contains("1 error, 0 warnings\n"))
        #expect(ValidationReport(loaded, only: ["other.md"]).valid)
    }

    private func check(_ files: (path: String, bytes: [UInt8])...) -> [Diagnostic] {
        DocumentCheck.diagnostics(of: files, settings: Settings())
    }

    @Test("a dependency on nothing, or on itself, is warned about where the spec stands") func dependencies() {
        let text = "# Plan: A\n## Specs\n### Spec: One\n**ID:** one\n**Dependencies:** [two]\n"
        let plan = ("plans/a.md", Array(text.utf8))
        #expect(check(plan).map(\.message) == ["the spec `one` depends on `two`, which no document has"])
        #expect(check(plan).first?.line == 3)
        let spec = "# Spec: Two\n**ID:** two\n**Dependencies:** [one]\n"
        let circle = check(plan, ("specs/two.md", Array(spec.utf8)))
        #expect(
            circle.map(\.message) == [
                "the spec `one` depends on itself, which blocks it",
                "the spec `two` depends on itself, which blocks it",
            ])
    }

    @Test("a document that is not text is an error, and what is no document is not looked at") func documents() {
        #expect(check(("plans/a.md", [0xff])).map(\.severity) == [.error])
        #expect(check(("README.md", [0xff]), ("plans/README.md", [0xff])).isEmpty)
    }
}
