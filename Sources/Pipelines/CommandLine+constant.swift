extension CommandLine {
    /// Whether the command succeeds whatever it finds, so far as its text shows: `true`, `make test || true`, or a script
    /// that ends in `exit 0` and leaves nowhere else.
    ///
    /// A script that stops at its first failure (`set -e`), or that has another `exit`, is taken to be able to fail.
    /// What a program that it runs does is not looked for.
    public var alwaysSucceeds: Bool {
        switch self {
        case .shell(let script): return Self.alwaysSucceeds(script)
        case .arguments(let arguments):
            guard let program = arguments.first?.split(separator: "/").last else { return false }
            if program == "true" { return true }
            guard ["sh", "bash", "dash", "zsh"].contains(program), arguments.count > 2, arguments[1] == "-c" else {
                return false
            }
            return Self.alwaysSucceeds(arguments[2])
        }
    }

    private static func alwaysSucceeds(_ script: String) -> Bool {
        let lines = script.split(whereSeparator: \.isNewline)
            .map { $0.trimmingSuffix(while: { $0.isWhitespace || $0 == ";" }).drop(while: \.isWhitespace) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard let last = lines.last else { return true }
        let before = lines.dropLast().joined(separator: "\n")
        for ending in ["true", ":", "exit 0"] where last.hasSuffix(ending) {
            let rest = last.dropLast(ending.count).trimmingSuffix(while: \.isWhitespace)
            // What `&&` leads to is not reached after a failure, and after `||` everything is well again.
            guard rest.isEmpty || rest.hasSuffix(";") || rest.hasSuffix("||") else { continue }
            let all = before + "\n" + rest
            if leaves(all) { return false }
            return rest.hasSuffix("||") && before.isEmpty || !stopsAtFailure(all)
        }
        return false
    }

    /// Whether a word of the script ends it before its end.
    private static func leaves(_ script: String) -> Bool {
        script.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains {
            $0 == "exit" || $0 == "return" || $0 == "exec"
        }
    }

    private static func stopsAtFailure(_ script: String) -> Bool {
        script.contains("set -e") || script.contains("errexit")
            || script.split(whereSeparator: \.isWhitespace).contains { $0.hasPrefix("-e") && $0.count <= 4 }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, predicate(last) { text.removeLast() }
        return text
    }
}
