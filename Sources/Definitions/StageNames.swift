import Pipelines

/// What is known of a pipeline's stages before any of them is read whole.
struct StageNames {
    /// Every stage's name.
    var all: Set<String> = []
    /// The stages that give `outputs.specs`, each of which makes `spec.ready` events.
    var givingSpecs: Set<StageName> = []
}

extension Reading {
    /// A stage's name: it becomes part of branch and tag names, and a root of expressions.
    func stageName(_ node: YAMLNode) -> StageName? {
        guard let name = text(node, as: "a stage's name") else { return nil }
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        guard isName, name.utf8.count <= 40 else {
            error(
                .badName, "a stage's name is `a-z`, `0-9`, `_` and `-`, at most 40 characters, not \(name.quoted)",
                at: node.position, suggestion: name.asPlainWord)
            return nil
        }
        if name == "lock" || name == "rollback" {
            error(.reservedName, "a stage cannot be named \(name.quoted): refs are named so", at: node.position)
            return nil
        }
        if Roots.fixed.contains(name) || Roots.special.contains(name) {
            error(.reservedName, "a stage cannot be named \(name.quoted): expressions start from it", at: node.position)
            return nil
        }
        return StageName(name)
    }

    /// The name of a pipeline or a loop type: what people type on the command line.
    func plainName(_ node: YAMLNode, as what: String) -> String? {
        guard let name = text(node, as: what) else { return nil }
        guard Self.isPlainName(name) else {
            error(
                .badName, "\(what) is letters, digits, `-`, `_` and `.`, at most 100 bytes, not \(name.quoted)",
                at: node.position, suggestion: name.asPlainWord)
            return nil
        }
        return name
    }

    /// Reports a file that gives its definition no name, and whose own cannot be one.
    func checkFileName(_ stem: String, names what: String) {
        guard !Self.isPlainName(stem) else { return }
        error(
            .badFileName, "the file's name \(stem.quoted) cannot be the \(what)'s", at: .start,
            suggestion: "write `name:` in it, or call it by letters, digits, `-`, `_` and `.`")
    }

    private static func isPlainName(_ name: String) -> Bool {
        let isName = name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_.".unicodeScalars.contains(scalar)
        }
        return isName && !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix(".") && name.utf8.count <= 100
    }
}

extension String {
    /// `for example` a name like this one in small letters, digits, `_` and `-`, or `nil` where nothing of it is left.
    var asPlainWord: String? {
        let kept = lowercased().unicodeScalars.prefix(40).map { scalar -> Character in
            let isKept = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isKept || scalar == "_" ? Character(scalar) : "-"
        }
        let parts = kept.split(separator: "-").map { String($0) }
        return parts.isEmpty ? nil : "for example `\(parts.joined(separator: "-"))`"
    }
}
