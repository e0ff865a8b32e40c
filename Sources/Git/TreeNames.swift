/// What may stand in a tree: the names and modes that `git fsck --strict` and a checkout accept.
enum TreeNames {
    /// Refuses an entry that git would.
    static func check(_ entry: TreeEntry) throws(GitError) {
        guard !entry.id.isZero else { throw refusal(entry.name, "has no object") }
        try check(entry.name)
        if entry.mode == .symlink, isGit(entry.name.bytes, "modules") {
            throw refusal(entry.name, "must not be a symbolic link")
        }
    }

    /// Refuses a name that git would: empty, with a slash or NUL, `.`, `..`, or `.git` in any disguise.
    static func check(_ name: RawPath) throws(GitError) {
        let bytes = name.bytes
        guard !bytes.isEmpty else { throw refusal(name, "is empty") }
        guard !bytes.contains(UInt8(ascii: "/")), !bytes.contains(0) else { throw refusal(name, "has a slash or NUL") }
        let dot = UInt8(ascii: ".")
        guard bytes != [dot], bytes != [dot, dot], !isGit(bytes, ""), !isShortGit(bytes) else {
            throw refusal(name, "is not allowed")
        }
        // A backslash is a slash to Windows.
        for part in bytes.split(separator: UInt8(ascii: "\\")).dropFirst() where isGit(Array(part), "") {
            throw refusal(name, "is not allowed")
        }
    }

    /// The entries in git's order; two of one name are refused, also when one is a directory.
    static func sorted(_ entries: [TreeEntry]) throws(GitError) -> [TreeEntry] {
        var names: Set<RawPath> = []
        for entry in entries where !names.insert(entry.name).inserted { throw refusal(entry.name, "is there twice") }
        return entries.sorted(by: TreeText.precedes)
    }

    private static func refusal(_ name: RawPath, _ what: String) -> GitError {
        GitError(.invalid, operation: "write tree", message: "the name '\(name.display)' \(what)")
    }

    /// Whether a file system of Windows or macOS would take the name for `.git<suffix>`.
    private static func isGit(_ bytes: [UInt8], _ suffix: String) -> Bool {
        let wanted = ".git" + suffix
        // NTFS ends a name at a colon, a backslash is a slash, and trailing dots and spaces do not count.
        let end = bytes.firstIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "\\") } ?? bytes.endIndex
        var head = bytes[..<end]
        while head.last == UInt8(ascii: " ") || (head.last == UInt8(ascii: ".") && head.count > 1) { head.removeLast() }
        if head.map(lower) == Array(wanted.utf8) { return true }
        // HFS+ leaves out some characters.
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        let seen = text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x200c...0x200f, 0x202a...0x202e, 0x206a...0x206f, 0xfeff: false
            default: true
            }
        }
        return seen.map { $0.value < 0x80 ? lower(UInt8($0.value)) : 0xff } == Array(wanted.utf8)
    }

    /// The short name that NTFS gives `.git`.
    private static func isShortGit(_ bytes: [UInt8]) -> Bool {
        var head = bytes.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "\\") }
        while head.last == UInt8(ascii: " ") || head.last == UInt8(ascii: ".") { head.removeLast() }
        return head.map(lower) == Array("git~1".utf8)
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}
