import Expressions

/// The names that expressions can start from, besides those of stages.
enum Roots {
    /// Those of a stage's expressions. No stage may have one of these names.
    static let fixed: Set<String> = ["request", "run", "event", "plan", "spec", "item", "git", "stages"]
    /// Those of what decides about starting a run.
    static let start: Set<String> = ["request", "run", "event", "plan", "spec", "git"]
    /// Those of a pipeline's `success`, besides its stages.
    static let end: Set<String> = ["request", "run", "event", "plan", "git", "stages"]
    /// Those that a stage's `success` alone has. No stage may have one of these names either.
    static let success: Set<String> = ["outputs", "instances"]
    /// Those of `retry_on`.
    static let retry: Set<String> = ["error"]
}

extension Reading {
    /// Reports every root of an expression that does not exist where it stands.
    func check(_ written: WrittenExpression, roots: Set<String>) {
        for root in written.expression.roots.sorted() where !roots.contains(root) {
            error(
                .unknownRoot, "unknown root \(root.quoted)", at: written.position(ofRoot: root, in: self),
                suggestion: Nearest.suggestion(for: root, among: roots)
                    ?? "there are \(roots.sorted().map { "`\($0)`" }.joined(separator: ", "))")
        }
    }
}
