/// Reads what one part of an outline says: a document's own, or a spec's.
struct PartReader {
    let source: SourceLines
    let outline: Outline
    let part: Outline.Part
    /// How many of the part's first sections can hold header lines: all up to the title's.
    let headed: Int
    /// Whether the whole part is one phase, so that the title's own sections are still the document's.
    let isPhase: Bool

    /// The part's header lines.
    func headerLines() -> HeaderLines {
        let blocks = sections(0..<headed).flatMap(\.blocks).filter {
            switch $0.content {
            case .paragraph, .list: true
            case .heading, .other: false
            }
        }
        return HeaderLines(source, paragraphs: blocks.map(\.lines))
    }

    /// The Markdown below the title.
    func body(without lines: Set<Int>) -> String {
        let own = sections(part.sections.indices).enumerated()
        return source.text(own.map { $0.offset < headed ? $0.element.body : $0.element.lines }, leavingOut: lines)
    }

    /// The Markdown of a section by its name, without its heading.
    func text(of name: String) -> String {
        named(name).map { source.text(ranges($0)) } ?? ""
    }

    /// The items of the lists in a section by its name.
    func items(of name: String) -> [Criterion] {
        guard let extent = named(name) else { return [] }
        return sections(extent).flatMap(\.blocks).flatMap { block -> [Criterion] in
            if case .list(let items) = block.content { items } else { [] }
        }
    }

    /// The part's phases, each with the fences that stand in it and in no phase inside it.
    func phases(withoutLines left: Set<Int>, fences: [Markdown.Fence]) -> [Phase] {
        let found = part.sections.indices.filter { label(at: $0) != nil }
        var innermost: [Int: Int] = [:]
        for (phase, position) in found.enumerated() {
            for inner in outline.extent(of: part, from: position) { innermost[part.sections[inner]] = phase }
        }
        var phases = found.map { position in
            let section = outline.sections[part.sections[position]]
            let (number, name) = label(at: position) ?? (nil, section.title)
            return Phase(
                number: number, name: name, title: section.title,
                body: source.text(ranges(outline.extent(of: part, from: position)), leavingOut: left),
                level: section.level, line: section.lines.lowerBound)
        }
        for fence in fences {
            guard let section = section(ofLine: fence.lines.lowerBound), let phase = innermost[section] else {
                continue
            }
            phases[phase].commands.append(CommandBlock(script: fence.literal, line: fence.lines.lowerBound))
        }
        return phases
    }

    private func label(at position: Int) -> (number: Int?, name: String)? {
        switch outline.sections[part.sections[position]].label {
        case .phase(let number, let name): (number, name)
        case .unnumberedPhase(let title): (nil, title)
        case .plan, .spec, .none: nil
        }
    }

    /// The first section of a name that is not inside a phase, with its subsections.
    private func named(_ name: String) -> Range<Int>? {
        var position = 0
        while position < part.sections.count {
            let section = outline.sections[part.sections[position]]
            let title = section.title.hasSuffix(":") ? trimmed(section.title.dropLast()) : section.title
            if section.level > 0, title.lowercased() == name.lowercased() {
                return outline.extent(of: part, from: position)
            }
            let isOwnTitle = isPhase && position < headed
            position =
                !isOwnTitle && label(at: position) != nil
                ? outline.extent(of: part, from: position).upperBound : position + 1
        }
        return nil
    }

    private func sections(_ positions: Range<Int>) -> [Outline.Section] {
        part.sections[positions].map { outline.sections[$0] }
    }

    /// The lines of some sections without the first one's heading.
    private func ranges(_ positions: Range<Int>) -> [Range<Int>] {
        sections(positions).enumerated().map { $0.offset == 0 ? $0.element.body : $0.element.lines }
    }

    /// The document's section that holds a line, by halving.
    private func section(ofLine line: Int) -> Int? {
        var low = 0
        var high = outline.sections.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if outline.sections[middle].lines.lowerBound <= line { low = middle } else { high = middle }
        }
        return low
    }
}
