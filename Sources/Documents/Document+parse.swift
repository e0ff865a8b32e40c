import GitNames

extension Document {
    /// Reads a document from the bytes of its file.
    ///
    /// Takes time and memory in proportion to the size; no input crashes it.
    ///
    /// - Parameter limit: the most bytes that are read.
    /// - Throws: `DocumentError` for what is no readable text. A text that says nothing is no error.
    public static func parse(
        _ bytes: [UInt8], kind: DocumentKind, path: String, limit: Int = defaultLimit
    ) throws(DocumentError) -> Document {
        guard bytes.count <= limit else { throw .tooLarge(size: bytes.count, limit: limit) }
        let hasByteOrderMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
        let source = SourceLines(hasByteOrderMark ? Array(bytes.dropFirst(3)) : bytes)
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: source.bytes.span)
        } catch {
            let offset = error.byteOffsets.lowerBound
            throw .notUTF8(offset: offset + (hasByteOrderMark ? 3 : 0), line: source.number(ofByteAt: offset))
        }
        if let line = ReadingCost.excessiveLine(of: source) { throw .tooComplex(line: line) }
        return DocumentReader(source, kind: kind, path: path).document()
    }
}

/// Puts a document together from its source.
private struct DocumentReader {
    let source: SourceLines
    let kind: DocumentKind
    let path: String
    let frontMatter: FrontMatter
    let outline: Outline
    let commands: [Markdown.Fence]
    var diagnostics: [DocumentDiagnostic]

    init(_ source: SourceLines, kind: DocumentKind, path: String) {
        self.source = source
        self.kind = kind
        self.path = path
        frontMatter = FrontMatter(source)
        diagnostics = frontMatter.diagnostics
        let lines = frontMatter.bodyLine..<max(frontMatter.bodyLine, source.end)
        let markdown = Markdown(source, from: lines.lowerBound)
        outline = Outline(markdown.blocks, lines: lines, hasSpecs: kind == .plan)
        var commands: [Markdown.Fence] = []
        for fence in markdown.fences where fence.isCommand(in: source) {
            if fence.isClosed(in: source) {
                commands.append(fence)
            } else {
                let message = "this command block is never closed, so it is not run"
                diagnostics.append(DocumentDiagnostic(line: fence.lines.lowerBound, message: message))
            }
        }
        self.commands = commands
    }

    func document() -> Document {
        var reader = self
        return reader.read()
    }

    private mutating func read() -> Document {
        let stem = Document.stem(of: path)
        let titleIsOwn = outline.parts[0].sections.count > 1 && outline.parts[0].sections[1] == 1
        let own = readPart(
            outline.parts[0], headed: titleIsOwn ? 2 : 1, title: title(of: outline.title) ?? stem, id: stem,
            front: frontMatter.header)
        var specs: [SpecSection] = []
        var uses: [String: Int] = [:]
        for part in outline.parts.dropFirst() {
            let heading = outline.sections[part.sections[0]]
            let id = title(of: heading).map { Slug.make($0) } ?? "spec-\(specs.count + 1)"
            let spec = readPart(part, headed: 1, title: title(of: heading) ?? id, id: id, front: Header())
            specs.append(unique(spec, &uses))
        }
        if specs.isEmpty, kind != .phase { specs = [own] }
        remarkStrayCommands(own.phases + specs.flatMap(\.phases))
        remarkDependencySections()
        return Document(
            kind: kind, path: path, id: own.id, title: own.title, status: own.status,
            dependencies: own.dependencies, summary: own.summary, goals: own.goals,
            acceptanceCriteria: own.acceptanceCriteria, phases: own.phases, specs: specs,
            diagnostics: diagnostics.sorted { $0.line < $1.line })
    }

    private mutating func readPart(
        _ part: Outline.Part, headed: Int, title: String, id: String, front: Header
    ) -> SpecSection {
        let reader = PartReader(source: source, outline: outline, part: part, headed: headed, isPhase: kind == .phase)
        let lines = reader.headerLines()
        diagnostics += lines.diagnostics
        let header = front.completed(by: lines.header)
        let heading = outline.sections[part.sections[headed - 1]]
        var phases = reader.phases(withoutLines: lines.lines, fences: commands)
        if kind == .phase, phases.isEmpty {
            phases = [
                Phase(
                    number: nil, name: header.title ?? title, title: header.title ?? title,
                    body: reader.body(without: lines.lines),
                    commands: commands.map { CommandBlock(script: $0.literal, line: $0.lines.lowerBound) },
                    level: max(1, heading.level), line: heading.lines.lowerBound)
            ]
        }
        return SpecSection(
            id: header.id ?? id, title: header.title ?? title, status: header.status ?? "",
            dependencies: header.dependencies ?? [], summary: reader.text(of: "Summary"),
            goals: reader.items(of: "Goals").map(\.text), acceptanceCriteria: reader.items(of: "Acceptance Criteria"),
            phases: phases, body: reader.body(without: lines.lines), level: max(1, heading.level),
            line: heading.lines.lowerBound)
    }

    /// A heading's title without the word that says what it opens.
    private func title(of section: Outline.Section?) -> String? {
        guard let section else { return nil }
        let title =
            switch section.label {
            case .plan(let title), .spec(let title): title
            case .phase(_, let name): kind == .phase && !name.isEmpty ? name : section.title
            case .unnumberedPhase(let title): kind == .phase ? title : section.title
            case .none: section.title
            }
        return title.isEmpty ? nil : title
    }

    /// Gives a spec an id that none above it has; `uses` counts how often each was asked for.
    private mutating func unique(_ spec: SpecSection, _ uses: inout [String: Int]) -> SpecSection {
        guard var count = uses[spec.id] else {
            uses[spec.id] = 1
            return spec
        }
        repeat { count += 1 } while uses["\(spec.id)-\(count)"] != nil
        uses[spec.id] = count
        var unique = spec
        unique.id = "\(spec.id)-\(count)"
        uses[unique.id] = 1
        let message = "the id \(spec.id) is taken by a spec above; this one is \(unique.id)"
        diagnostics.append(DocumentDiagnostic(line: spec.line, message: message))
        return unique
    }

    private mutating func remarkStrayCommands(_ phases: [Phase]) {
        let taken = Set(phases.flatMap(\.commands).map(\.line))
        for fence in commands where !taken.contains(fence.lines.lowerBound) {
            let message = "this command block stands in no phase, so it is not run"
            diagnostics.append(DocumentDiagnostic(line: fence.lines.lowerBound, message: message))
        }
    }

    /// A section of prose about dependencies names crates and people as well as ids: only the header line counts.
    private mutating func remarkDependencySections() {
        for section in outline.sections where section.level == 2 && section.title.lowercased() == "dependencies" {
            let message = "a section Dependencies is prose; dependencies are read from the header line"
            diagnostics.append(DocumentDiagnostic(line: section.lines.lowerBound, message: message))
        }
    }
}

extension Markdown.Fence {
    /// Whether the info string, as it stands in the source, is exactly `sh run`.
    fileprivate func isCommand(in source: SourceLines) -> Bool {
        // Compared in the source too: entities and escapes would let a block run that no search for the words finds.
        guard info == "sh run" else { return false }
        let line = trimmed(source.text(lines.lowerBound))
        return line.hasSuffix("sh run") && line.dropLast(6).last.map { "`~ \t".contains($0) } == true
    }

    /// Whether its last line closes it; a block that nothing closes runs to the end of what it stands in.
    fileprivate func isClosed(in source: SourceLines) -> Bool {
        guard lines.count > 1 else { return false }
        let close = source.line(lines.upperBound - 1).drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ">") }
        let marks = close.prefix { $0 == mark.character }
        return marks.count >= mark.length && close.dropFirst(marks.count).allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }
}
