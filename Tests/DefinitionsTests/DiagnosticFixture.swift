import Definitions
import Foundation
import Pipelines
import Testing

/// A mistake, and what is said of it: a part of a file of `Diagnostics`.
///
/// Such a file holds cases, each of them a line `== what is wrong`, files as `-- path`, and `-- found` with the findings
/// as people read them. A path is below `.taskdaemon/`, but `user/config.yml` for the user's own settings; one that ends
/// in ` (hex)` is written as bytes.
struct DiagnosticFixture: Sendable, CustomTestStringConvertible {
    /// What they are all about.
    var kind: Diagnostic.Kind
    var what: String
    var files: [(path: String, lines: [String])] = []
    var found: [String] = []

    var testDescription: String { "\(kind.rawValue): \(what)" }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Diagnostics"

    /// The file of a kind.
    static func path(of kind: Diagnostic.Kind) -> String { "\(folder)/\(kind.rawValue).txt" }

    /// All cases of all kinds, in order.
    static let all = Diagnostic.Kind.allCases.flatMap { kind in
        let text = FileManager.default.contents(atPath: path(of: kind)) ?? Data()
        return cases(of: kind, in: String(decoding: text, as: UTF8.self))
    }

    private static func cases(of kind: Diagnostic.Kind, in text: String) -> [DiagnosticFixture] {
        var cases: [DiagnosticFixture] = []
        var isFound = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) {
            if line.hasPrefix("== ") {
                cases.append(DiagnosticFixture(kind: kind, what: String(line.dropFirst(3))))
                isFound = false
            } else if cases.isEmpty {
                continue
            } else if line == "-- found" {
                isFound = true
            } else if line.hasPrefix("-- ") {
                cases[cases.count - 1].files.append((String(line.dropFirst(3)), []))
            } else if isFound {
                cases[cases.count - 1].found.append(line)
            } else if let last = cases[cases.count - 1].files.indices.last {
                cases[cases.count - 1].files[last].lines.append(line)
            }
        }
        return cases
    }

    /// The case as its file has it, with these findings.
    func text(found: [String]) -> String {
        var lines = ["== \(what)"]
        for file in files { lines += ["-- \(file.path)"] + file.lines }
        return (lines + ["-- found"] + found).map { $0 + "\n" }.joined()
    }

    /// The files as they are loaded.
    var contents: [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for (path, lines) in files {
            if path.hasSuffix(" (hex)") {
                contents[String(path.dropLast(6))] = lines.joined(separator: " ").split(separator: " ").compactMap {
                    UInt8($0, radix: 16)
                }
            } else {
                contents[path] = Array(lines.map { $0 + "\n" }.joined().utf8)
            }
        }
        return contents
    }

    /// What is found in the files, in order.
    func findings(isStrict: Bool) -> [Diagnostic] {
        var own = contents
        let user = own.removeValue(forKey: "user/config.yml")
        let loaded = Definitions.load(DefinitionFiles(files: own), builtIn: withoutPipelines, isStrict: isStrict)
        let settings = SettingsLayers.effective(
            userConfig: user, userConfigName: ".taskdaemon/user/config.yml", committed: nil, environment: [:])
        return (loaded.diagnostics + settings.diagnostics).sorted()
    }

    /// The findings as people read them.
    func rendered(_ findings: [Diagnostic]) -> [String] {
        let contents = contents
        return findings.flatMap { finding in
            let source = contents[String(finding.file.dropFirst(".taskdaemon/".count))]
            return finding.rendered(source: source.map { String(decoding: $0, as: UTF8.self) })
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

extension Diagnostic.Kind {
    /// Found only where it is asked for.
    static let lints: Set<Diagnostic.Kind> = [
        .cannotFail, .approvalGoneAround, .timeoutBeyondPipeline, .unusedOutput, .uselessParallelism,
    ]

    /// What the JSON Schema of a format finds too: what a key's value says by itself.
    static let structural: Set<Diagnostic.Kind> = [
        .wrongType, .emptyValue, .nulCharacter, .outOfRange, .missingKey, .conflictingKeys, .unknownChoice,
        .unknownTrigger, .badDuration, .badByteCount, .badName, .reservedName, .badEventType, .badVariable, .badPrefix,
        .badDirectory, .outsideOfTree, .badTarget, .forbiddenVariable,
    ]
}
