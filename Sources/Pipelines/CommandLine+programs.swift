extension CommandLine {
    /// The files that the command itself is: what says whether it succeeds, so far as the command line names it.
    ///
    /// They are, for each simple command of the line (between `;`, `&`, `|`, parentheses and line ends, after variables
    /// that are set): the program, where it is given by a path with a slash (`./check.sh`); where it is an interpreter,
    /// the first word after it that names a file (`sh -e scripts/test.sh`, `python3 tests/run.py`); and for `make`, the
    /// makefiles of the tree's root and the file after `-f`. What these run in turn is not looked for, and neither are
    /// files that are only read (`grep -q done report.txt`).
    ///
    /// - Parameter isFile: whether a path from the tree's root, without `.` and `..`, is a file there. Makefiles are
    ///   named whether they are there or not: a new one could take the place of the old.
    /// - Returns: paths from the tree's root, each once.
    public func ownFiles(isFile: (String) throws -> Bool) rethrows -> [String] {
        var files: [String] = []
        for words in simpleCommands {
            let words = Self.withoutWrappers(words)
            guard let program = words.first else { continue }
            let name = program.split(separator: "/").last.map(String.init) ?? program
            if program.contains("/"), let path = Self.path(program), try isFile(path) { files.append(path) }
            if Self.interpreters.contains(name) || name.hasPrefix("python") {
                for word in words.dropFirst() where !word.hasPrefix("-") {
                    guard let path = Self.path(word), try isFile(path) else { continue }
                    files.append(path)
                    break
                }
            } else if name == "make" || name == "gmake" {
                files += ["GNUmakefile", "makefile", "Makefile"]
                if let option = words.firstIndex(of: "-f"), option + 1 < words.endIndex,
                    let path = Self.path(words[option + 1])
                {
                    files.append(path)
                }
            }
        }
        var seen: Set<String> = []
        return files.filter { seen.insert($0).inserted }
    }

    /// What runs a file that it is given.
    private static let interpreters: Set<String> = [
        "sh", "bash", "dash", "zsh", "ksh", "fish", "source", ".", "node", "deno", "bun", "ruby", "perl", "php", "lua",
        "Rscript", "pwsh", "swift", "bats", "pytest",
    ]

    /// What runs another command.
    private static let wrappers: Set<String> = ["env", "exec", "time", "timeout", "nice", "nohup", "sudo", "command"]

    /// The command that is run in the end: without variables that are set, and without `timeout 60` and its like.
    private static func withoutWrappers(_ words: ArraySlice<String>) -> ArraySlice<String> {
        var words = words.drop { isAssignment($0) }
        while let first = words.first, wrappers.contains(first) {
            words = words.dropFirst().drop { $0.hasPrefix("-") || isAssignment($0) || $0.first?.isNumber == true }
        }
        return words
    }

    /// The words of each simple command; quotes only keep what is in them together.
    private var simpleCommands: [ArraySlice<String>] {
        guard case .shell(let script) = self else { return [arguments[...]] }
        var commands: [[String]] = [[]]
        var word: String?
        var quote: Character?
        for character in script {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace || ";&|()`<>{}!".contains(character) {
                if let word { commands[commands.count - 1].append(word) }
                word = nil
                if !character.isWhitespace || character.isNewline { commands.append([]) }
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { commands[commands.count - 1].append(word) }
        return commands.map { $0.drop { ["if", "then", "else", "elif", "while", "until", "do", "!"].contains($0) } }
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let sign = word.firstIndex(of: "="), sign > word.startIndex else { return false }
        return word[..<sign].allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
    }

    /// A word as a path from the tree's root; `nil` when it leads elsewhere.
    private static func path(_ word: String) -> String? {
        guard !word.hasPrefix("/") else { return nil }
        let parts = word.split(separator: "/").filter { $0 != "." }
        guard !parts.isEmpty, !parts.contains("..") else { return nil }
        return parts.joined(separator: "/")
    }
}
