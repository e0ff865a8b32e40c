/// What a loop's prompt can name.
public enum PromptRoots {
    /// The roots, each with its members where they are known.
    public static let members: [String: [String]?] = [
        "input": nil,
        "progress": [],
        "iteration": [],
        "last_failure": ["class", "message", "exit_code", "output", "iteration"],
        "git": ["diff", "log"],
        "document": ["path", "kind", "id", "title", "text"],
    ]

    /// Everything in a template that names what there is not, where no section around it could give it.
    public static func check(_ template: PromptTemplate) -> [PromptError] {
        template.names.filter(\.isOutermost).compactMap { name in
            let parts = name.text.split(separator: ".").map(String.init)
            guard let root = parts.first else { return nil }
            guard let known = members[root] else {
                return PromptError(
                    message: "a prompt knows no `\(root)`", line: name.line, column: name.column,
                    suggestion: "there are \(list(members.keys.sorted()))")
            }
            guard let known, parts.count > 1, !known.contains(parts[1]) else { return nil }
            return PromptError(
                message: "`\(root)` has no `\(parts[1])`", line: name.line, column: name.column,
                suggestion: known.isEmpty ? "write `{{\(root)}}`" : "there are \(list(known))")
        }
    }

    private static func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
}
