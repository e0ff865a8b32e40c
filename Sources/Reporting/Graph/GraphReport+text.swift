extension GraphReport {
    /// Stages below each other, what leads to each above it, and where they stand below.
    public func page(width: Int = 80) -> Page {
        var page = Page()
        page.add(StyledText(run ?? pipeline, .name) + (status.map { "  " + PartMark.styled($0) } ?? ""))
        let about = run == nil ? description : "pipeline \(pipeline)"
        if !about.isEmpty { page.add(wrapping: StyledText(about, .faint), level: 1, indent: 0, width: width) }
        page.add(
            wrapping: StyledText(
                starts.isEmpty ? "started by hand" : "starts on " + starts.joined(separator: ", or "), .faint),
            level: 1, width: width)
        var above: String?
        for stage in stages {
            let isChain = edges.filter { $0.to == stage.name }.map(\.from) == [above]
            if !isChain || above == nil { page.gap() }
            page.add(lines(to: stage, above: above, width: width - 4), level: 2)
            page.add(head(of: stage, width: width - 2), level: 1)
            page.add(instances(of: stage, width: width - 6), level: 3)
            above = stage.name
        }
        return page.truncated(to: width)
    }

    private func lines(to stage: Node, above: String?, width: Int) -> Page {
        var page = Page()
        let edges = edges.filter { $0.to == stage.name }
        guard !edges.isEmpty else { return page }
        if edges.count == 1, let edge = edges.first, edge.from == above {
            for line in StyledText(edge.label).wrapped(to: width - 2, indent: 2) {
                page.add(StyledText("│ ", .faint) + line)
            }
        } else {
            for (index, edge) in Self.joined(edges).enumerated() {
                let corner = index == 0 ? "╭─ " : "├─ "
                let or = edge.alternative && index > 0 ? "or " : ""
                let from = edge.from.isEmpty ? "" : StyledText(edge.from.joined(separator: ", "), .name) + ": "
                let text = StyledText(or, .faint) + from + StyledText(edge.label)
                for (row, line) in text.wrapped(to: width - 3, indent: 2).enumerated() {
                    page.add(StyledText(row == 0 ? corner : "│  ", .faint) + line)
                }
            }
        }
        page.add(StyledText("▼", .faint))
        return page
    }

    /// What reads several stages is one condition, and said once.
    private static func joined(_ edges: [Edge]) -> [(from: [String], label: String, alternative: Bool)] {
        var joined: [(from: [String], label: String, alternative: Bool)] = []
        for edge in edges {
            let from = edge.from.map { [$0] } ?? []
            let isOne = ![Edge.succeeded, Edge.ended].contains(edge.label)
            let same = joined.firstIndex { $0.label == edge.label && $0.alternative == edge.alternative }
            if isOne, let same {
                joined[same].from += from
            } else {
                joined.append((from, edge.label, edge.alternative))
            }
        }
        return joined
    }

    /// The stage on one line where that is wide enough, and else what is to be known of it on lines of its own.
    private func head(of stage: Node, width: Int) -> Page {
        let mark = stage.status.map { PartMark.mark($0) } ?? StyledText("■", .active)
        let name = mark + " " + StyledText(stage.name, .name)
        var facts = [StyledText(stage.work, .faint)]
        if let closing = stage.closing { facts.append(StyledText(closing, .active)) }
        if let fanOut = stage.fanOut { facts.append(StyledText(fanOut, .faint)) }
        if stage.approval { facts.append(StyledText("needs approval", .waiting)) }
        if let when = stage.when { facts.append(StyledText("only when \(when)", .faint)) }
        let line = facts.dropFirst().reduce(name + "  " + facts[0]) { $0 + StyledText(", ", .faint) + $1 }
        var page = Page()
        guard line.columns > width else {
            page.add(line)
            return page
        }
        page.add(name + "  " + facts[0])
        for fact in facts.dropFirst() { page.add(wrapping: fact, level: 2, width: width) }
        return page
    }

    /// As many beside each other as there is room for.
    private func instances(of stage: Node, width: Int) -> Page {
        var page = Page()
        guard stage.fansOut != nil else { return page }
        var line: StyledText = ""
        for instance in stage.instances {
            let one = PartMark.mark(instance.status) + StyledText(" \(instance.name)")
            if line.columns > 0, line.columns + 2 + one.columns > width {
                page.add(line)
                line = ""
            }
            line = line.columns == 0 ? one : line + "  " + one
        }
        if line.columns > 0 { page.add(line) }
        return page
    }
}
