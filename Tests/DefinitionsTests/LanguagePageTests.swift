import Foundation
import JSONValues
import Pipelines
import Templates
import Testing

@testable import Definitions

@Suite("The page on the language") struct LanguagePageTests {
    private static let page = LanguagePage.page(
        String(decoding: Templates.languagePage, as: UTF8.self), formats: Templates.formats)

    @Test("the page in the repository is the one that is made, which `taskdaemon schema page` prints")
    func current() throws {
        let path =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
            + "/../../Sources/Definitions/Definitions.docc/Language.md"
        if ProcessInfo.processInfo.environment["RENEW_SNAPSHOTS"] != nil {
            try Data(Self.page.utf8).write(to: URL(fileURLWithPath: path))
        }
        let kept = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        #expect(
            kept == Self.page,
            "swift run taskdaemon schema page > Sources/Definitions/Definitions.docc/Language.md")
    }

    @Test("everything in the template is filled in, and every key has a meaning")
    func whole() throws {
        #expect(!Self.page.contains("<!--"))
        let keys = Self.page.split(separator: "\n").filter { $0.drop { $0 == " " }.hasPrefix("- **`") }
        #expect(keys.count > 150)
        for key in keys { #expect(key.contains("): "), "\(key)") }
    }

    @Test("every key with a value of its own has an example, a default, or words to choose from")
    func examples() {
        let keys = Self.page.split(separator: "\n").filter { $0.hasPrefix("- **`") && !$0.contains("`agent") }
        let without = keys.filter { line in
            !line.contains("For example") && !line.contains("default `") && !line.contains("mapping")
                && !line.contains("` or `")
        }
        #expect(without.count < 20, "\(without.joined(separator: "\n"))")
    }

    @Test("its pipelines and loop types can be used as they stand")
    func blocks() throws {
        let blocks = Self.page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        try #require(blocks.count == 4)
        let loaded = Definitions.load(
            files([
                "pipelines/checked.yml": blocks[0], "pipelines/careful.yml": blocks[1],
                "pipelines/packages.yml": blocks[2], "loops/careful.yml": blocks[3],
            ]), builtIn: shipped)
        #expect(loaded.diagnostics == [])
        #expect(["checked", "careful", "packages"].map { loaded.pipeline($0)?.stages.count } == [3, 4, 4])
    }

    @Test("no event, class of error, setting or name of a prompt is missing")
    func complete() {
        let words = Event.ownTypes.union(ErrorClass.allCases.map(\.rawValue)).union(SettingKey.all.map(\.variable))
            .union(BuiltinLoop.allCases.map(\.rawValue))
        for word in words { #expect(Self.page.contains("`\(word)`"), "\(word)") }
    }

    @Test("the settings of the schema are the settings, and its defaults their defaults")
    func settings() throws {
        let schema = try JSON(parsing: try #require(Templates.formats["config"]))
        var keys: [String: JSON] = [:]
        for (key, rule) in schema["properties"]?.objectValue ?? [:] {
            if rule["properties"] == nil { keys[key] = rule }
            // One that is a word may be a mapping as well.
            for form in [rule] + (rule["anyOf"]?.arrayValue ?? []) {
                for (name, rule) in form["properties"]?.objectValue ?? [:] { keys["\(key).\(name)"] = rule }
            }
        }
        let names = SettingKey.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(keys.keys) == Set(names))
        for key in SettingKey.all {
            guard let value = keys[key.name]?["default"] else { continue }
            // What is set to its default is as if it were not set.
            let file = YAMLNode(
                content: .mapping([.init(key: key.name, position: .start, value: .init(value))]), position: .start)
            let set = SettingsLayers.effective(userConfig: Array(file.flow.utf8), committed: nil, environment: [:])
            #expect(set.diagnostics == [])
            #expect(set.settings == Settings(), "\(key.name)")
        }
    }

    @Test("the defaults of a stage's and of a retry's keys are what is taken without them")
    func defaults() throws {
        let schema = try JSON(parsing: try #require(Templates.formats["pipeline"]))
        let retry = schema["$defs"]?["error_handling"]?["oneOf"]?.arrayValue?.first {
            $0["properties"]?["retry"] != nil
        }
        let backoff = retry?["properties"]?["retry"]?["properties"]?["backoff"]?["properties"]?.objectValue ?? [:]
        #expect(backoff.count == 4)
        for (key, rule) in backoff {
            let plain = load(
                pipeline: "stages: [{name: a, loop_type: plan, error_handling: {retry: {max_attempts: 2}}}]")
            let value = YAMLNode(try #require(rule["default"])).flow
            let said = load(
                pipeline: "stages: [{name: a, loop_type: plan, "
                    + "error_handling: {retry: {max_attempts: 2, backoff: {\(key): \(value)}}}}]")
            #expect(said.pipeline("p") == plain.pipeline("p"), "\(key)")
        }
        let plain = load(pipeline: "stages: [{name: a, loop_type: plan}]").pipeline("p")
        for (key, rule) in schema["$defs"]?["stage"]?["properties"]?.objectValue ?? [:] {
            guard let value = rule["default"], !["permissions", "integrity"].contains(key) else { continue }
            #expect(
                load(pipeline: "stages: [{name: a, loop_type: plan, \(key): \(YAMLNode(value).flow)}]").pipeline("p")
                    == plain)
        }
    }
}
