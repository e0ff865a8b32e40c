extension GraphReport {
    /// Stages below each other, what leads to each above it, and where they stand below.
    public func page(width: Int = 80) -> Page {
        var page = Page()
        page.add(StyledText(run ?? pipeline, .name) + (status.map { "  " + PartMark.styled($0) } ?? ""))
        let about = run == nil ? description : "pipeline \(pipeline)"
        if !about.isEmpty { page.add(StyledText(about, .faint), level: 1) }
        page.add(
            StyledText(starts.isEmpty ? "started by hand" : "starts on " + starts.joined(separator: ", "), .faint),
            level: 1)
        var above: String?
        for stage in stages {
            let isChain = edges.filter { $0.to == stage.name }.map(\.from) == [above]
            if !isChain || above == nil { page.gap() }
            page.add(lines(to: stage, above: above), level: 2)
            page.add(head(of: stage).truncated(to: width - 2), level: 1)
            page.add(instances(of: stage, width: width - 6), level: 3)
            above = stage.name
        }
        return page.truncated(to: width)
    }

    private func lines(to stage: Node, above: String?) -> Page {
        var page = Page()
        let edges = edges.filter { $0.to == stage.name }
        guard !edges.isEmpty else { return page }
        if edges.count == 1, let edge = edges.first, edge.from == above {
            page.add(StyledText("│ ", .faint) + StyledText(edge.label))
        } else {
            for (index, edge) in edges.enumerated() {
                let corner = index == 0 ? "╭─ " : "├─ "
                let or = edge.alternative && index > 0 ? "or " : ""
                let from = edge.from.map { StyledText($0, .name) + ": " } ?? ""
                page.add(StyledText(corner + or, .faint) + from + StyledText(edge.label))
            }
        }
        page.add(StyledText("▼", .faint))
        return page
    }

    private func head(of stage: Node) -> StyledText {
        var line = stage.status.map { PartMark.mark($0) } ?? StyledText("■", .active)
        line += " " + StyledText(stage.name, .name) + StyledText("  loop \(stage.loop)", .faint)
        if let fansOut = stage.fansOut {
            line += StyledText(", one for each \(fansOut), \(stage.parallelInstances) at once", .faint)
        }
        if stage.approval { line += StyledText(", needs approval", .waiting) }
        if let when = stage.when { line += StyledText(", only when \(when)", .faint) }
        return line
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
