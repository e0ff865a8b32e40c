extension Expression {
    /// The names that the expression takes from outside.
    public var roots: Set<String> { Set(rootPaths.compactMap(\.first)) }

    /// The members that the expression reads, each as a path from a name outside: `["spec", "dependencies_met"]`.
    ///
    /// In the order in which they were written, each once; `stages["build"].status` is `["stages", "build", "status"]`. A
    /// path ends where what follows is not known before evaluation.
    public var rootPaths: [[String]] {
        var paths: [[String]] = []
        root.collectPaths(into: &paths)
        var seen: Set<[String]> = []
        return paths.filter { seen.insert($0).inserted }
    }
}

extension Expression {
    /// Whether it only leads to a member of what is there, so that what it gives is a part of that.
    public var isPath: Bool { root.isPath }
}

extension Node {
    fileprivate var isPath: Bool {
        switch kind {
        case .name: true
        case .select(let selection): !selection.isOptional && selection.operand.isPath
        case .index(let operand, let index, let isOptional):
            if case .literal = index.kind { !isOptional && operand.isPath } else { false }
        default: false
        }
    }

    private func collectPaths(from members: [String], into paths: inout [[String]]) {
        switch kind {
        case .name(let name):
            // `type(x) == int`: a type that nothing is read from is the type itself.
            guard !members.isEmpty || ValueType(rawValue: name.text) == nil else { return }
            paths.append([name.text] + members)
        case .select(let selection):
            selection.operand.collectPaths(from: [selection.field] + members, into: &paths)
        case .presence(let operand, let field):
            operand.collectPaths(from: [field] + members, into: &paths)
        case .index(let operand, let index, _):
            if case .literal(.string(let key)) = index.kind {
                operand.collectPaths(from: [key] + members, into: &paths)
            } else {
                operand.collectPaths(into: &paths)
                index.collectPaths(into: &paths)
            }
        default:
            for child in kind.children { child.collectPaths(from: [], into: &paths) }
        }
    }

    fileprivate func collectPaths(into paths: inout [[String]]) {
        collectPaths(from: [], into: &paths)
    }
}
