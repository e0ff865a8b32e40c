import GitNames
public import JSONValues

/// A spec document that a plan calls for, as the built-in loop `spec` writes it.
public struct PlannedSpec: Hashable, Sendable {
    /// Where it goes, below `specs/`.
    public var path: String
    /// Its Markdown.
    public var text: String
    /// What the loop's output says of it: what was stated, with the path, and without the text.
    public var json: JSON

    /// One for each spec that a plan, an agent or a mapping states, no two with the same path; `nil` where one has no id.
    public static func all(of specs: [JSON]) -> [PlannedSpec]? {
        var planned: [PlannedSpec] = []
        var paths: Set<String> = []
        for item in specs {
            guard let section = SpecSection(item) else { return nil }
            var path = "specs/\(item["file"]?.stringValue.flatMap(safeName) ?? section.fileName)"
            if !paths.insert(path).inserted {
                path = "specs/\(Slug.make(section.id))-\(paths.count + 1).md"
                paths.insert(path)
            }
            var members = item.objectValue ?? [:]
            members["markdown"] = nil
            members["file"] = nil
            members["path"] = .string(path)
            members["dependencies"] = members["dependencies"] ?? []
            let text = item["markdown"]?.stringValue ?? section.markdown
            planned.append(PlannedSpec(path: path, text: text, json: .object(members)))
        }
        return planned
    }

    /// A file name that stays in its directory.
    private static func safeName(_ name: String) -> String? {
        name.isEmpty || name.contains("/") || name.hasPrefix(".") || name.utf8.count > 200 || name.contains("\0")
            ? nil : name
    }
}

extension SpecSection {
    /// A spec as an agent or a mapping states it; `nil` where it has no id.
    public init?(_ json: JSON) {
        guard let id = json["id"]?.stringValue, !id.isEmpty else { return nil }
        let phases = (json["phases"]?.arrayValue ?? []).enumerated().map { position, phase in
            let title = phase["title"]?.stringValue ?? phase["name"]?.stringValue ?? "Phase \(position + 1)"
            let heading = title.hasPrefix("Phase ") ? title : "Phase \(position + 1): \(title)"
            return Phase(
                number: position + 1, name: phase["name"]?.stringValue ?? title, title: heading, body: "", level: 3)
        }
        let summary = json["summary"]?.stringValue ?? ""
        let headings = phases.map { "### \($0.title)\n" }.joined(separator: "\n")
        self.init(
            id: id, title: json["title"]?.stringValue ?? id, status: json["status"]?.stringValue ?? "Draft",
            dependencies: (json["dependencies"]?.arrayValue ?? []).compactMap(\.stringValue), summary: summary,
            phases: phases,
            body: "## Summary\n\n\(summary)\n\n## Implementation Phases\n\n\(headings)", level: 1)
    }

    /// What the built-in loop `phase` gives for this spec, once every command of its phases has ended well.
    public var implementation: JSON {
        let done = zip(phases, phaseDocuments()).map { phase, document -> JSON in
            [
                "path": .string(document.path), "title": .string(phase.title),
                "commands": .int(Int64(phase.commands.count)),
            ]
        }
        return ["spec": .string(id), "phases": .array(done)]
    }
}
