import Pipelines

/// Values that only settings have.
extension Reading {
    /// Before the short name of every branch of ours: a path of a ref that ends in a slash.
    func branchPrefix(_ node: YAMLNode) -> String? {
        guard let prefix = text(node, as: "`git_branch_prefix`") else { return nil }
        let parts = prefix.split(separator: "/", omittingEmptySubsequences: false)
        let isPrefix =
            parts.count > 1 && parts.last == ""
            && parts.dropLast().allSatisfy { part in
                !part.isEmpty && !part.hasPrefix(".") && !part.hasPrefix("-") && !part.hasSuffix(".")
                    && !part.hasSuffix(".lock") && !part.contains("..")
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                    }
            }
        guard isPrefix, prefix.utf8.count <= 100 else {
            error(
                .badPrefix,
                "`git_branch_prefix` is the beginning of a branch name and ends in a slash, not \(prefix.quoted)",
                at: node.position, suggestion: prefix.hasSuffix("/") ? nil : "for example `taskdaemon/`")
            return nil
        }
        return prefix
    }

    /// A list, or one text with commas, as the environment gives it.
    func words(_ node: YAMLNode, as what: String) -> [String]? {
        if case .sequence(let nodes) = node.content {
            let words = nodes.compactMap { text($0, as: "an element of \(what)") }
            return words.count == nodes.count ? words : nil
        }
        return text(node, as: what)?.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
    }

    /// Names of environment variables.
    func variableNames(_ node: YAMLNode, as what: String) -> [String]? {
        guard let names = words(node, as: what) else { return nil }
        guard let wrong = names.first(where: { !Self.isVariableName($0) }) else { return names }
        let place = Self.place(of: wrong, in: node)
        error(
            .badVariable, "\(what) has names of environment variables, not \(wrong.quoted)", at: place,
            suggestion: wrong.contains("=") ? "only the name: its value is the daemon's own" : nil)
        return nil
    }

    /// Globs over paths from the workspace's root.
    func pathGlobs(_ node: YAMLNode, as what: String) -> [String]? {
        guard let globs = words(node, as: what) else { return nil }
        guard let wrong = globs.first(where: { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") }) else {
            return globs
        }
        error(
            .outsideOfTree, "\(what) has globs of paths in the workspace, not \(wrong.quoted)",
            at: Self.place(of: wrong, in: node))
        return nil
    }

    /// Where an element of a list stands; one of a text with commas stands where the text does.
    private static func place(of word: String, in node: YAMLNode) -> Position {
        guard case .sequence(let elements) = node.content else { return node.position }
        let element = elements.first { if case .scalar(let scalar) = $0.content { scalar.text == word } else { false } }
        return element?.position ?? node.position
    }

    /// A glob over paths from the workspace's root.
    func documentGlob(_ node: YAMLNode, as what: String) -> String? {
        guard let glob = text(node, as: what) else { return nil }
        guard !glob.hasPrefix("/"), !glob.split(separator: "/").contains("..") else {
            error(.outsideOfTree, "\(what) is a glob of paths in the workspace, not \(glob.quoted)", at: node.position)
            return nil
        }
        return glob
    }

    /// An amount of bytes, which may be 0.
    func byteCount(_ node: YAMLNode, as what: String) -> Int64? {
        guard let written = text(node, as: what) else { return nil }
        guard let bytes = ByteCountText.parse(written) else {
            error(
                .badByteCount, "\(what) is an amount of bytes, not \(written.quoted)", at: node.position,
                suggestion: "write `500MB`, `1GB` or `2GiB`")
            return nil
        }
        return bytes
    }

    /// An agent's name; which there are is known only with the definitions.
    func agentName(_ node: YAMLNode) -> String? {
        guard let name = text(node, as: "`agent`") else { return nil }
        guard AgentCatalog.isName(name) else {
            reportAgentName(name, at: node.position)
            return nil
        }
        return name
    }

    func reportAgentName(_ name: String, at position: Position) {
        error(
            .badName, "an agent's name is `a-z`, `0-9`, `_` and `-`, at most 40 characters, not \(name.quoted)",
            at: position, suggestion: name.asPlainWord)
    }

    func machineDirectory(_ node: YAMLNode) -> String? {
        guard let path = text(node, as: "`global_config.workspace`") else { return nil }
        guard path.hasPrefix("/") || path.hasPrefix("~/") else {
            error(
                .badDirectory, "`global_config.workspace` is an absolute path, not \(path.quoted)",
                at: node.position, suggestion: "begin it with `/` or `~/`")
            return nil
        }
        return path
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = self.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
