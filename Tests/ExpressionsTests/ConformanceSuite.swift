import Expressions
import Foundation
import JSONValues

/// The public conformance tests of the CEL specification, as JSON files beside the package.
struct ConformanceSuite {
    let directory: URL

    /// The suite, or nothing where it is not on this machine; CI must have it.
    static func located() -> ConformanceSuite? {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var candidates = [package.deletingLastPathComponent()]
        candidates.append(candidates[0].deletingLastPathComponent())
        let directories = candidates.map { $0.appending(path: "shared/conformance/cel") }
        return directories.first { FileManager.default.fileExists(atPath: $0.path) }.map { .init(directory: $0) }
    }

    static var isRequired: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    func cases(in file: String) throws -> [ConformanceCase] {
        let json = try JSON(parsing: Data(contentsOf: directory.appending(path: file + ".json")))
        return (json.arrayValue ?? []).map { ConformanceCase(json: $0, file: file) }
    }
}

struct ConformanceCase {
    let json: JSON
    let file: String

    var section: String { json["section"]?.stringValue ?? "" }
    var name: String { "\(file)/\(section)/\(json["name"]?.stringValue ?? "")" }
    var source: String { json["expr"]?.stringValue ?? "" }

    /// Why the case fails, or nothing where it passes.
    func failure() -> String? {
        let expectsError = json["error"] != nil
        let result: Evaluation
        do throws(ExpressionSyntaxError) {
            result = try Expression(parsing: source).evaluate(in: bindings)
        } catch {
            return expectsError ? nil : "\(error)"
        }
        switch result {
        case .error(let error): return expectsError ? nil : "\(error.kind): \(error.message)"
        case .value(let value):
            guard !expectsError else { return "gave \(value)" }
            guard let wanted = json["value"].flatMap({ Value(conformance: $0) }) else { return "unreadable case" }
            return value.isConformant(to: wanted) ? nil : "gave \(value), not \(wanted)"
        }
    }

    private var bindings: Bindings {
        let values = (json["bindings"]?.objectValue ?? [:]).compactMapValues { Value(conformance: $0) }
        return Bindings(values: values, container: json["container"]?.stringValue ?? "")
    }
}

extension Value {
    /// Reads the JSON form of CEL's `Value` message.
    init?(conformance json: JSON) {
        guard let (kind, content) = json.objectValue?.first else { return nil }
        switch (kind, content) {
        case ("nullValue", _): self = .null
        case ("boolValue", .bool(let value)): self = .bool(value)
        case ("int64Value", .string(let text)): self = .int(Int64(text) ?? 0)
        case ("uint64Value", .string(let text)): self = .uint(UInt64(text) ?? 0)
        case ("doubleValue", .double(let value)): self = .double(value)
        case ("doubleValue", .int(let value)): self = .double(Double(value))
        case ("doubleValue", .string(let text)): self = .double(Double(text) ?? .nan)
        case ("stringValue", .string(let text)): self = .string(text)
        case ("bytesValue", .string(let text)): self = .bytes(Array(Data(base64Encoded: text) ?? Data()))
        case ("typeValue", .string(let name)): self = ValueType(rawValue: name).map { .type($0) } ?? .null
        case ("listValue", let list):
            self = .list(List((list["values"]?.arrayValue ?? []).compactMap { Value(conformance: $0) }))
        case ("mapValue", let map):
            let entries = (map["entries"]?.arrayValue ?? []).compactMap { entry -> (Key, Value)? in
                guard let key = entry["key"].flatMap({ Value(conformance: $0) }).flatMap({ Key($0) }),
                    let value = entry["value"].flatMap({ Value(conformance: $0) })
                else { return nil }
                return (key, value)
            }
            self = .map(Map(entries))
        default: return nil
        }
    }

    /// Equality by type, in which NaN equals itself.
    func isConformant(to wanted: Value) -> Bool {
        switch (self, wanted) {
        case (.double(let left), .double(let right)): left == right || (left.isNaN && right.isNaN)
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isConformant(to: $1) }
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.keys.allSatisfy { key in
                    guard let one = left[key], let other = right[key] else { return false }
                    return one.isConformant(to: other)
                }
        default: self == wanted
        }
    }
}
