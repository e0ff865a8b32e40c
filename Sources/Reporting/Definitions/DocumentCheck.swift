public import Definitions
public import Documents
public import Pipelines

/// What can be said of documents before they are committed.
public enum DocumentCheck {
    /// The findings in all documents of a working tree; files that the settings call no document are passed over.
    ///
    /// A document is never refused for what it lacks: all but unreadable text are warnings.
    public static func diagnostics(of files: [(path: String, bytes: [UInt8])], settings: Settings) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var specs: [SpecPlace] = []
        for (path, bytes) in files {
            guard let kind = kind(of: path, settings.documents) else { continue }
            do throws(DocumentError) {
                let document = try Document.parse(bytes, kind: kind, path: path)
                found += document.diagnostics.map {
                    Diagnostic(.warning, .document, file: path, line: $0.line, column: 1, message: $0.message)
                }
                specs += document.specs.map { SpecPlace(path: path, spec: $0) }
            } catch {
                found.append(Diagnostic(.error, .document, file: path, line: 1, column: 1, message: error.description))
            }
        }
        return found + dependencies(of: specs)
    }

    /// Plans that would be carried through with nothing done: the built-in `phase` loop runs blocks alone, and none is in
    /// them.
    ///
    /// - Parameter pipelines: all that a commit may start.
    public static func idlePlans(
        of files: [(path: String, bytes: [UInt8])], by pipelines: [Pipeline], _ globs: Settings.Documents
    ) -> [Diagnostic] {
        let isBuiltIn = pipelines.contains { pipeline in
            pipeline.startOn.contains { $0.event == "plan.committed" }
                && pipeline.stages.contains { $0.loop.work == .builtin(.phase) }
        }
        guard isBuiltIn else { return [] }
        return files.compactMap { path, bytes in
            guard kind(of: path, globs) == .plan, let plan = try? Document.parse(bytes, kind: .plan, path: path),
                plan.specs.allSatisfy({ $0.phases.allSatisfy(\.commands.isEmpty) })
            else { return nil }
            return Diagnostic(
                .warning, .document, file: path, line: 1, column: 1,
                message:
                    "nothing of this plan would be run: no phase has a block that is marked `sh run`, and no `agent` "
                    + "is set in .taskdaemon/config.yml")
        }
    }

    /// Whether a path is a document's.
    public static func isDocument(_ path: String, _ globs: Settings.Documents) -> Bool { kind(of: path, globs) != nil }

    /// Which of the globs a path matches, in the order in which the daemon asks.
    public static func kind(of path: String, _ globs: Settings.Documents) -> DocumentKind? {
        guard Document.isDocumentName(path) else { return nil }
        if Glob(globs.plan).matches(path) { return .plan }
        if Glob(globs.spec).matches(path) { return .spec }
        return Glob(globs.phase).matches(path) ? .phase : nil
    }

    private struct SpecPlace {
        var path: String
        var spec: SpecSection

        func warning(_ message: String) -> Diagnostic {
            Diagnostic(.warning, .document, file: path, line: max(1, spec.line), column: 1, message: message)
        }
    }

    /// Dependencies that will block: on nothing that is known, or in a circle.
    private static func dependencies(of specs: [SpecPlace]) -> [Diagnostic] {
        var byID: [String: [String]] = [:]
        for place in specs { byID[place.spec.id, default: []] += place.spec.dependencies }
        var found: [Diagnostic] = []
        for place in specs {
            for dependency in place.spec.dependencies where byID[dependency] == nil {
                found.append(
                    place.warning("the spec `\(place.spec.id)` depends on `\(dependency)`, which no document has"))
            }
            if reaches(place.spec.id, from: place.spec.dependencies, byID) {
                found.append(place.warning("the spec `\(place.spec.id)` depends on itself, which blocks it"))
            }
        }
        return found
    }

    private static func reaches(_ id: String, from start: [String], _ dependencies: [String: [String]]) -> Bool {
        var seen: Set<String> = []
        var next = start
        while let one = next.popLast() {
            if one == id { return true }
            if seen.insert(one).inserted { next += dependencies[one] ?? [] }
        }
        return false
    }
}
