/// The patterns of one `.gitignore`, as gitignore(5) reads it.
struct IgnoreFile: Sendable {
    /// One line of it.
    struct Pattern: Sendable {
        /// Takes back what an earlier pattern ignored.
        var isNegated: Bool
        /// Matches directories only.
        var isForDirectories: Bool
        /// Has a slash, so that it is matched against the path from this file's directory and not against the name.
        var isAnchored: Bool
        var glob: WildcardPattern
    }

    /// In the order of the lines; the last that matches counts.
    let patterns: [Pattern]

    /// The largest file that is read; a longer one is cut at that point.
    static let limit = 1 << 20

    init(_ bytes: [UInt8]) {
        var text = bytes.prefix(Self.limit)
        if text.starts(with: [0xef, 0xbb, 0xbf]) { text = text.dropFirst(3) }
        patterns = text.split(separator: UInt8(ascii: "\n")).compactMap { Self.pattern($0) }
    }

    /// The verdict of the last pattern that matches, or `nil` when none does.
    ///
    /// `path` is relative to the directory of this file.
    func verdict(path: ArraySlice<UInt8>, isDirectory: Bool) -> Bool? {
        guard !patterns.isEmpty else { return nil }
        let name = path[((path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex - 1) + 1)...]
        for pattern in patterns.reversed() where isDirectory || !pattern.isForDirectories {
            if pattern.glob.matches(pattern.isAnchored ? path : name) { return !pattern.isNegated }
        }
        return nil
    }

    /// Whether any pattern can match something below a directory.
    ///
    /// `path` is relative to the directory of this file.
    func canMatch(below path: [UInt8]) -> Bool {
        patterns.contains { !$0.isNegated && (!$0.isAnchored || $0.glob.canMatch(below: path)) }
    }

    private static func pattern(_ raw: ArraySlice<UInt8>) -> Pattern? {
        var line = raw
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        // git's own reading ends a line at a NUL.
        line = line.prefix { $0 != 0 }
        guard line.first != UInt8(ascii: "#") else { return nil }
        line = withoutTrailingSpaces(line)
        let isNegated = line.first == UInt8(ascii: "!")
        if isNegated { line.removeFirst() }
        let isForDirectories = line.last == UInt8(ascii: "/")
        if isForDirectories { line.removeLast() }
        let isAnchored = line.contains(UInt8(ascii: "/"))
        if line.first == UInt8(ascii: "/") { line.removeFirst() }
        guard !line.isEmpty, let glob = WildcardPattern(Array(line)) else { return nil }
        return Pattern(isNegated: isNegated, isForDirectories: isForDirectories, isAnchored: isAnchored, glob: glob)
    }

    /// Drops spaces at the end, save those behind a backslash.
    private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\\") {
                guard index + 1 < line.endIndex else { return line }
                index += 1
                end = index + 1
            } else if line[index] != UInt8(ascii: " ") {
                end = index + 1
            }
            index += 1
        }
        return line[..<end]
    }
}
