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

    /// What does not pass, and why; a case that passes must leave this list.
    private static let known: [String: String] = [:]

    @Test("every required test passes, but for those that are named", arguments: ["draft2020-12", "draft7"])
    func required(draft: String) throws {
        guard let directory = Self.located() else {
            #expect(ProcessInfo.processInfo.environment["CI"] != "true", "the test suite is missing")
            print("skipped: no JSON Schema test suite on this machine")
            return
        }
        let remotes = try Self.remotes(in: directory.deletingLastPathComponent().appending(path: "remotes"), draft)
        let folder = directory.appending(path: draft)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        var (passed, total) = (0, 0)
        var failed: Set<String> = []
        for file in files.sorted() {
            var here = 0
            let groups = try JSON(parsing: Data(contentsOf: folder.appending(path: file))).arrayValue ?? []
            for group in groups {
                let tests = group["tests"]?.arrayValue ?? []
                let name = "\(draft)/\(file): \(group["description"]?.stringValue ?? "")"
                let schema = Self.compile(group["schema"] ?? true, draft, remotes)
                for test in tests {
                    total += 1
                    here += 1
                    let title = "\(name): \(test["description"]?.stringValue ?? "")"
                    let verdict: JSON
                    let reason: String
                    switch schema {
                    case .success(let schema):
                        let violations = schema.validate(test["data"] ?? nil, limit: 5)
                        verdict = .bool(violations.isEmpty)
                        reason = violations.map(\.message).joined(separator: "; ")
                    case .failure(let error):
                        verdict = nil
                        reason = "\(error)"
                    }
                    if verdict == test["valid"] {
                        passed += 1
                    } else {
                        failed.insert(title)
                        if Self.known[title] == nil { Issue.record("\(title): \(reason)") }
                    }
                }
            }
            print("json-schema \(draft) \(file): \(here - failed.count { $0.hasPrefix("\(draft)/\(file):") })/\(here)")
        }
        print("json-schema \(draft): \(passed)/\(total)")
        #expect(total > 800)
        #expect(failed == Set(Self.known.keys.filter { $0.hasPrefix(draft) }), "a case that passes must leave the list")
    }

    /// The documents that the tests find at `http://localhost:1234/`.
    private static func remotes(in folder: URL, _ draft: String) throws -> [String: JSON] {
        var documents: [String: JSON] = [:]
        let walk = try #require(FileManager.default.enumerator(atPath: folder.path))
        for case let path as String in walk where path.hasSuffix(".json") {
            documents["http://localhost:1234/\(path)"] = try JSON(
                parsing: Data(contentsOf: folder.appending(path: path)))
        }
        return documents
    }

    /// The tests of draft 7 do not name their draft.
    private static func compile(
        _ schema: JSON, _ draft: String, _ documents: [String: JSON]
    ) -> Result<Schema, SchemaError> {
        var schema = schema
        if draft == "draft7", case .object(var members) = schema, members["$schema"] == nil {
            members["$schema"] = "http://json-schema.org/draft-07/schema#"
            schema = .object(members)
        }
        do throws(SchemaError) {
            return .success(try Schema.compile(schema, documents: documents))
        } catch {
            return .failure(error)
        }
    }
}
