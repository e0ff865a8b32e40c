/// A document's headings with what stands below each, and which spec of a plan each belongs to.
struct Outline {
    /// A heading and everything up to the next heading; the first has no heading and holds what stands before one.
    struct Section {
        /// 0 where there is no heading.
        var level: Int
        var title: String
        var label: HeadingLabel
        /// From the heading's first line to the next heading.
        var lines: Range<Int>
        /// The same, without the heading.
        var body: Range<Int>
        var blocks: [Markdown.Block] = []
    }

    /// The sections of the document itself, or of one spec, in order.
    struct Part {
        /// Indices into `sections`.
        var sections: [Int] = []
    }

    private(set) var sections: [Section]
    /// First the document's own part, then one for each spec.
    private(set) var parts: [Part]

    /// Cuts a document; only where `hasSpecs` do headings `Spec: Title` open parts.
    init(_ blocks: [Markdown.Block], lines: Range<Int>, hasSpecs: Bool) {
        let start = Section(level: 0, title: "", label: .none, lines: lines, body: lines)
        sections = [start]
        for block in blocks {
            guard case .heading(let level, let title, _) = block.content else {
                sections[sections.count - 1].blocks.append(block)
                continue
            }
            let last = sections.count - 1
            sections[last].lines = sections[last].lines.lowerBound..<block.lines.lowerBound
            let body = sections[last].body.lowerBound
            sections[last].body = body..<max(body, block.lines.lowerBound)
            sections.append(
                Section(
                    level: level, title: title, label: HeadingLabel(title),
                    lines: block.lines.lowerBound..<max(block.lines.upperBound, lines.upperBound),
                    body: block.lines.upperBound..<max(block.lines.upperBound, lines.upperBound)))
        }
        parts = [Part(sections: [0])]
        var open: [(part: Int, level: Int)] = []
        for index in sections.indices.dropFirst() {
            while let innermost = open.last, sections[index].level <= innermost.level { open.removeLast() }
            if hasSpecs, case .spec = sections[index].label {
                open.append((parts.count, sections[index].level))
                parts.append(Part())
            }
            parts[open.last?.part ?? 0].sections.append(index)
        }
    }

    /// The first heading, wherever it belongs.
    var title: Section? { sections.dropFirst().first }

    /// How many of a part's sections, from the one at a position, belong to that one's heading.
    func extent(of part: Part, from position: Int) -> Range<Int> {
        let level = sections[part.sections[position]].level
        let rest = part.sections[(position + 1)...]
        return position..<(rest.firstIndex { sections[$0].level <= level } ?? rest.endIndex)
    }
}
