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
        for setting in report.settings where setting.key != "global_config.workspace" {
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

    @Test("a document that depends on itself is warned about, one that is not text is an error") func documents() {
        let text = "# Spec: A\n**ID:** a\n**Dependencies:** [a]\n"
        let found = DocumentCheck.diagnostics(of: "specs/a.md", Array(text.utf8), settings: Settings())
        #expect(found.map(\.severity) == [.warning])
        #expect(DocumentCheck.diagnostics(of: "plans/a.md", [0xff], settings: Settings()).map(\.severity) == [.error])
        #expect(DocumentCheck.diagnostics(of: "README.md", [0xff], settings: Settings()).isEmpty)
    }
}
