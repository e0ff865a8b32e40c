import Foundation
import JSONValues
import Schemas
import Testing

@Suite("The JSON Schema test suite")
struct ConformanceTests {
    private static func located() -> URL? {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let near = package.deletingLastPathComponent()
        let directories = [near, near.deletingLastPathComponent()].map {
            $0.appending(path: "shared/conformance/json-schema/tests")
        }
        return directories.first { FileManager.default.fileExists(atPath: $0.path) }
    }

    @Test(
        "every required test whose schema is supported passes, and the others are refused by name",
        arguments: [("draft2020-12", 924), ("draft7", 827)])
    func required(draft: String, least: Int) throws {
        guard let directory = Self.located() else {
            #expect(ProcessInfo.processInfo.environment["CI"] != "true", "the test suite is missing")
            print("skipped: no JSON Schema test suite on this machine")
            return
        }
        let folder = directory.appending(path: draft)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        var (passed, failed, refused) = (0, 0, 0)
        var reasons: [String: Int] = [:]
        for file in files.sorted() {
            let groups = try JSON(parsing: Data(contentsOf: folder.appending(path: file))).arrayValue ?? []
            for group in groups {
                let tests = group["tests"]?.arrayValue ?? []
                let name = "\(draft)/\(file): \(group["description"]?.stringValue ?? "")"
                switch Self.compile(group["schema"] ?? true, draft) {
                case .success(let schema):
                    for test in tests {
                        let violations = schema.validate(test["data"] ?? nil, limit: 5)
                        if JSON.bool(violations.isEmpty) == test["valid"] {
                            passed += 1
                        } else {
                            failed += 1
                            let texts = violations.map(\.message)
                            Issue.record("\(name): \(test["description"]?.stringValue ?? ""): \(texts)")
                        }
                    }
                case .failure(let error):
                    refused += tests.count
                    let keyword = error.path.split(separator: "/").last.map(String.init) ?? ""
                    reasons["\(file) \(keyword)", default: 0] += tests.count
                    if error.kind != .unsupported { Issue.record("\(name): \(error)") }
                }
            }
        }
        print("json-schema \(draft): \(passed) passed, \(failed) failed, \(refused) not supported")
        for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) { print("  not supported: \(reason): \(count)") }
        #expect(passed >= least)
    }

    /// The tests of draft 7 do not name their draft.
    private static func compile(_ schema: JSON, _ draft: String) -> Result<Schema, SchemaError> {
        var schema = schema
        if draft == "draft7", case .object(var members) = schema, members["$schema"] == nil {
            members["$schema"] = "http://json-schema.org/draft-07/schema#"
            schema = .object(members)
        }
        do throws(SchemaError) {
            return .success(try Schema.compile(schema))
        } catch {
            return .failure(error)
        }
    }
}
