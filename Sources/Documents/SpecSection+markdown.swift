import GitNames

extension SpecSection {
    /// The text of a spec document that reads as this spec.
    ///
    /// The heading becomes `# Spec: Title` and every heading below moves up by as many levels; the rest of the body is
    /// unchanged. Read as a spec, it has the same values, apart from lines, levels, and headings inside bodies. Values
    /// that header lines cannot hold are written as front matter.
    public var markdown: String {
        let header = Header(id: id, title: title, status: status.isEmpty ? nil : status, dependencies: dependencies)
        return header.text(heading: "Spec: ") + Relevelling.text(body, by: 1 - level, atLeast: 2)
    }

    /// A name for this spec's file: its id where that is safe as a file name and names a document, else a slug of it.
    public var fileName: String {
        let isSafe =
            !id.isEmpty && id.utf8.count <= 100 && !id.hasPrefix(".") && !id.hasPrefix("-")
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        let name = "\(isSafe ? id : Slug.make(id)).md"
        return Document.isDocumentName(name) ? name : "spec-\(name)"
    }

    /// The documents of the phases, each with its path below `directory`: `<spec>/<nn>-<slug>.md`.
    ///
    /// `nn` is the phase's number; where two have the same, or one has none, each one's position from 1.
    public func phaseDocuments(in directory: String = "phases") -> [(path: String, text: String)] {
        let numbers = phases.compactMap(\.number)
        let isNumbered = numbers.count == phases.count && Set(numbers).count == numbers.count
        return phases.enumerated().map { position, phase in
            let digits = String(isNumbered ? phase.number ?? position + 1 : position + 1)
            let number = digits.count < 2 ? "0\(digits)" : digits
            let slug = Slug.make(phase.name.isEmpty ? "phase" : phase.name)
            let folder = fileName.dropLast(3)
            return ("\(directory)/\(folder)/\(number)-\(slug).md", phase.markdown(spec: self, number: number))
        }
    }
}

extension Phase {
    /// The text of a phase document that reads as this phase of a spec.
    ///
    /// The heading moves to level 1 and every heading below by as many levels; the rest of the body is unchanged.
    /// - Parameter number: the file's number, which makes the document's id with the spec's; else the phase's own.
    public func markdown(spec: SpecSection, number: String? = nil) -> String {
        let number = number ?? self.number.map(String.init) ?? Slug.make(name)
        let header = Header(
            id: "\(spec.id)-\(number)", title: nil, status: spec.status.isEmpty ? nil : spec.status, dependencies: [])
        let start = header.text(heading: "", title: title.isEmpty ? "Phase: \(name)" : title)
        return start + Relevelling.text(body, by: 1 - level, atLeast: 2)
    }
}

extension Header {
    /// The heading and header lines of a document, and front matter before them if they alone would be misread.
    fileprivate func text(heading: String, title: String? = nil) -> String {
        var lines = ["# \(heading)\(Self.oneLine(title ?? self.title ?? ""))", "", "**ID:** \(Self.oneLine(id ?? ""))"]
        if let status { lines.append("**Status:** \(Self.oneLine(status))") }
        if let dependencies {
            let list = dependencies.map(Self.oneLine).joined(separator: ", ")
            lines.append("**Dependencies:** \(dependencies.isEmpty ? "None" : "[\(list)]")")
        }
        let text = lines.joined(separator: "\n") + "\n\n"
        let kind: DocumentKind = heading.isEmpty ? .phase : .spec
        let read = try? Document.parse(Array(text.utf8), kind: kind, path: "")
        let isRead = read.map {
            $0.id == (id ?? "") && (self.title == nil || $0.title == self.title) && $0.status == (status ?? "")
                && $0.dependencies == (dependencies ?? [])
        }
        return isRead == true ? text : frontMatter + text
    }

    private var frontMatter: String {
        var lines = ["---"]
        if let id { lines.append("id: \(QuotedText.write(id))") }
        if let title { lines.append("title: \(QuotedText.write(title))") }
        if let status { lines.append("status: \(QuotedText.write(status))") }
        if let dependencies {
            lines.append("dependencies: [\(dependencies.map(QuotedText.write).joined(separator: ", "))]")
        }
        return lines.joined(separator: "\n") + "\n---\n"
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}

/// Headings of a body moved up or down.
enum Relevelling {
    /// A text with every heading outside lists, quotes and code moved by so many levels, ending in a line end.
    ///
    /// Underlined headings stay: they are of level 1 or 2, so none stands below a heading that moves.
    static func text(_ body: String, by shift: Int, atLeast least: Int) -> String {
        guard !body.isEmpty else { return "" }
        let source = SourceLines(Array(body.utf8))
        var text: [UInt8] = []
        var next = 1
        for block in Markdown(source).blocks {
            guard case .heading(let level, _, false) = block.content else { continue }
            let moved = min(6, max(least, level + shift))
            guard moved != level else { continue }
            text += source.slice(next..<block.lines.lowerBound)
            text += [UInt8](repeating: UInt8(ascii: "#"), count: moved)
            text += source.slice(block.lines.lowerBound..<(block.lines.lowerBound + 1)).drop { $0 == 0x20 }
                .dropFirst(level)
            next = block.lines.lowerBound + 1
        }
        text += source.slice(next..<source.end)
        if text.last != 0x0a, text.last != 0x0d { text.append(0x0a) }
        return String(decoding: text, as: UTF8.self)
    }
}
