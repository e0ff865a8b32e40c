import Expressions

/// The page on the language of pipelines, made from what reads them: the formats' schemas, the names and functions of
/// expressions, the settings.
public enum LanguagePage {
    /// Fills in a template: a line `<!-- WHAT -->` is replaced.
    ///
    /// `pipeline`, `stage`, `loop`, `agent` and `settings` stand for their keys, `triggers`, `budget` and `retry` for those
    /// of a trigger, of a budget and of a retry, `roots` for the names that expressions start from, `functions` for what
    /// they can call.
    ///
    /// - Parameter formats: the JSON Schemas of the formats, by name.
    /// - Returns: the page, in Markdown; a line that stands for nothing known stays as it is.
    public static func page(_ template: String, formats: [String: [UInt8]]) -> String {
        let guides = formats.compactMapValues { FormatGuide($0) }
        let lines = template.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            let text = String(line)
            guard text.hasPrefix("<!-- "), text.hasSuffix(" -->") else { return [text] }
            return part(String(text.dropFirst(5).dropLast(4)), guides) ?? [text]
        }
        return lines.joined(separator: "\n")
    }

    private static func part(_ name: String, _ guides: [String: FormatGuide]) -> [String]? {
        let pipeline = guides["pipeline"]
        switch name {
        case "pipeline": return pipeline?.keys()
        case "stage":
            return pipeline.map { pipeline in
                pipeline.keys(of: "stage", without: loopKeys(guides)) + pipeline.keys(of: "overlaid")
            }
        case "triggers": return pipeline?.variants(of: "trigger")
        case "errors": return pipeline?.variants(of: "error_handling")
        case "budget": return pipeline?.keys(of: "budget")
        case "loop": return guides["loop"]?.keys()
        case "agent": return guides["agent"]?.keys()
        case "settings": return guides["config"]?.keys()
        case "variables": return variables
        case "roots": return roots
        case "functions": return functions
        default: return nil
        }
    }

    /// A stage can have every key of a loop type; they stand with the loop types.
    private static func loopKeys(_ guides: [String: FormatGuide]) -> Set<String> {
        Set(guides["loop"]?.names ?? []).subtracting(["name"])
    }

    private static var variables: [String] {
        let all = SettingKey.all.map { "`\($0.variable)`" }
        return [all.joined(separator: " ")]
    }

    private static var roots: [String] {
        Roots.all.flatMap { root -> [String] in
            let places = Root.Place.allCases.filter { root.places.contains($0) }
            let line = "- **`\(root.name)`** (\(places.map(\.text).joined(separator: ", "))): \(root.meaning)."
            return [line]
                + root.members.map { member in
                    let missing = places.filter { !member.places.contains($0) }
                    let only = missing.isEmpty ? "" : ", not in \(missing.map(\.text).joined(separator: ", "))"
                    return "  - `\(root.name).\(member.name)`: \(member.meaning)\(only)"
                }
        }
    }

    private static var functions: [String] {
        let groups = FunctionGuide.all.map { group in
            ["### \(group.title)", ""]
                + group.entries.map { "- `\($0.form)`: \($0.meaning). `\($0.example)`" }
        }
        return Array(groups.joined(separator: [""]))
    }
}

extension Root.Place {
    /// As the page names it.
    fileprivate var text: String {
        switch self {
        case .start: "`start_on`"
        case .stage: "stages"
        case .closing: "`on_failure` and `finally`"
        case .stageEnd: "a stage's `success`"
        case .end: "a pipeline's `success`"
        case .retry: "`retry_on`"
        }
    }
}
