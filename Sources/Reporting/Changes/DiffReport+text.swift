extension DiffReport {
    /// The patches, a colour for each kind of line.
    public func patchPage() -> Page {
        var page = Page()
        for part in changes {
            if changes.count > 1 { page.add(StyledText("==> \(part.heading) <==", .faint)) }
            for line in part.patch.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
                part.patch.hasSuffix("\n") ? 1 : 0)
            {
                // Tabs are spread out: raw ones would pass through nothing that escapes.
                let text = line.replacing("\t", with: "    ")
                page.add(StyledText(String(text), Self.meaning(of: line)))
            }
            if part.isTruncated {
                page.add(StyledText("… the rest is left out: more than \(Self.limit >> 20) MiB", .bad))
            }
        }
        return page
    }

    /// One line for each file, and a sum.
    public func statPage() -> Page {
        var page = Page()
        for part in changes {
            if changes.count > 1 { page.add(StyledText("==> \(part.heading) <==", .faint)) }
            let most = part.files.map { $0.insertions + $0.deletions }.max() ?? 0
            page.add(rows: part.files.map { Self.row($0, most: most) }, level: 0)
            let insertions = part.files.reduce(0) { $0 + $1.insertions }
            let deletions = part.files.reduce(0) { $0 + $1.deletions }
            let files = RunReport.count(part.files.count, "file")
            page.add(
                part.files.isEmpty
                    ? StyledText("nothing changed", .faint)
                    : "\(files) changed, \(RunReport.count(insertions, "insertion")), \(RunReport.count(deletions, "deletion"))"
            )
        }
        return page
    }

    /// The paths alone.
    public func namesPage() -> Page {
        var page = Page()
        var seen: Set<String> = []
        for file in changes.flatMap(\.files) where seen.insert(file.path).inserted { page.add(StyledText(file.path)) }
        return page
    }

    private static func row(_ file: File, most: Int) -> [StyledText] {
        let path = file.oldPath.map { "\($0) => \(file.path)" } ?? file.path
        if file.isBinary { return [StyledText(path), "binary"] }
        func bar(_ count: Int) -> Int { most <= 40 || count == 0 ? count : max(1, count * 40 / most) }
        let total = file.insertions + file.deletions
        return [
            StyledText(path), StyledText(String(total)),
            StyledText(String(repeating: "+", count: bar(file.insertions)), .good)
                + StyledText(String(repeating: "-", count: bar(file.deletions)), .bad),
        ]
    }

    private static func meaning(of line: Substring) -> StyledText.Meaning {
        if line.hasPrefix("diff --git") || line.hasPrefix("+++") || line.hasPrefix("---") { return .heading }
        if line.hasPrefix("@@") { return .active }
        if line.hasPrefix("+") { return .good }
        return line.hasPrefix("-") ? .bad : .plain
    }
}

extension DiffReport.Part {
    fileprivate var heading: String { "\(title) \(from.prefix(7))..\(to.prefix(7))" }
}
