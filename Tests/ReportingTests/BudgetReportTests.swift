import JSONValues
import Orchestration
import Pipelines
import Schemas
import Templates
import Testing

@testable import Reporting

@Suite struct BudgetReportTests {
    @Test("what of a budget is used stands in numbers for programs, and in words for people") func report() throws {
        #expect(BudgetReport(Account(), nil) == nil)
        let report = try #require(
            BudgetReport(Account(), Budget(cost: 5_000_000, iterations: 20, time: .milliseconds(90_500))))
        #expect(report.text == "$0.00 of $5.00, 0 of 20 iterations, 0s of 90500ms")
        let json = try JSON(parsing: ReportText.json(report).utf8)
        #expect(json["cost_usd"] == ["used": 0, "limit": 5])
        #expect(json["tokens"] == .null)
        #expect(json["seconds"]?["limit"] == 90.5)
        let text = try #require(Templates.reports["status"])
        var schema = try #require(try JSON(parsing: text).objectValue)
        for key in ["type", "properties", "required"] { schema[key] = nil }
        schema["$ref"] = "#/$defs/BudgetReport"
        #expect(try Schema.compile(.object(schema)).validate(json).isEmpty)
    }
}
