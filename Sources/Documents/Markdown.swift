import CMarkdown

/// The parts of a Markdown text that documents are made of.
struct Markdown {
    /// A block directly below the document, not one inside a list or quote; ranges are source lines.
    struct Block {
        enum Content {
            /// A heading is underlined, or opened by `#` marks.
            case heading(level: Int, text: String, isUnderlined: Bool)
            case paragraph
            case list([Criterion])
            case other
        }

        var content: Content
        var lines: Range<Int>
    }

    /// A fenced code block, wherever it stands.
    struct Fence {
        var info: String
        var literal: String
        var lines: Range<Int>
        /// What opened it: so many of this character.
        var mark: (character: UInt8, length: Int)
    }

    private(set) var blocks: [Block] = []
    private(set) var fences: [Fence] = []

    /// Reads a source from a line on; any bytes are some Markdown.
    init(_ source: SourceLines, from first: Int = 1) {
        let bytes = source.slice(first..<max(first, source.end))
        let root = bytes.withUnsafeBytes { buffer in
            cmark_parse_document(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, CMARK_OPT_DEFAULT)
        }
        guard let root else { return }
        defer { cmark_node_free(root) }
        guard let iterator = cmark_iter_new(root) else { return }
        defer { cmark_iter_free(iterator) }
        var walk = Walk(root: root, source: source, offset: first - 1)
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { break }
            walk.visit(node, entering: event == CMARK_EVENT_ENTER)
        }
        blocks = walk.blocks
        fences = walk.fences
    }
}

/// One pass over cmark's tree, without recursion: nesting costs memory, never stack.
private struct Walk {
    let root: OpaquePointer
    let source: SourceLines
    /// Added to cmark's line numbers.
    let offset: Int
    var blocks: [Markdown.Block] = []
    var fences: [Markdown.Fence] = []

    /// The inline text being gathered, of a heading or of a paragraph in a list.
    private var text = ""
    /// The items of the list being read, in order, with their depth from 1.
    private var items: [(depth: Int, text: String)] = []
    /// Where in `items` the open ones are.
    private var open: [Int] = []

    init(root: OpaquePointer, source: SourceLines, offset: Int) {
        self.root = root
        self.source = source
        self.offset = offset
    }

    mutating func visit(_ node: OpaquePointer, entering: Bool) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT, CMARK_NODE_CODE: text += literal(of: node)
        case CMARK_NODE_HTML_INLINE:
            let html = literal(of: node)
            if !html.hasPrefix("<!--") { text += html }
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
        case CMARK_NODE_ITEM:
            if entering {
                items.append((open.count + 1, ""))
                open.append(items.count - 1)
            } else {
                open.removeLast()
            }
        case CMARK_NODE_CODE_BLOCK: fence(node)
        default: break
        }
        switch cmark_node_get_type(node) {
        case CMARK_NODE_PARAGRAPH, CMARK_NODE_HEADING:
            if entering { text = "" } else { finishText() }
        default: break
        }
        if cmark_node_parent(node) == root { visitBlock(node, entering: entering) }
    }

    private mutating func visitBlock(_ node: OpaquePointer, entering: Bool) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            guard !entering else { return }
            let level = Int(cmark_node_get_heading_level(node))
            var lines = lines(of: node)
            let isUnderlined = !Self.hasMarks(source.line(lines.lowerBound))
            if isUnderlined, let last = lines.dropFirst().first(where: { Self.isUnderline(source.line($0)) }) {
                // cmark counts the line below the underline as the heading's too.
                lines = lines.lowerBound..<(last + 1)
            }
            let heading = Markdown.Block.Content.heading(level: level, text: trimmed(text), isUnderlined: isUnderlined)
            blocks.append(Markdown.Block(content: heading, lines: lines))
        case CMARK_NODE_PARAGRAPH: if !entering { add(.paragraph, node) }
        case CMARK_NODE_LIST:
            guard !entering else { return }
            add(.list(criteria()), node)
            items = []
        default:
            // A quote is left once and entered once; what has no children is entered only.
            if entering { add(.other, node) } else { items = [] }
        }
    }

    private static func hasMarks(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.drop { $0 == 0x20 }
        let rest = text.drop { $0 == UInt8(ascii: "#") }
        return (1...6).contains(text.count - rest.count) && (rest.first.map { $0 == 0x20 || $0 == 0x09 } ?? true)
    }

    private static func isUnderline(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.drop { $0 == 0x20 }
        guard let mark = text.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") else { return false }
        return text.drop { $0 == mark }.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    private mutating func add(_ content: Markdown.Block.Content, _ node: OpaquePointer) {
        blocks.append(Markdown.Block(content: content, lines: lines(of: node)))
    }

    private mutating func finishText() {
        guard let item = open.last else { return }
        let more = trimmed(text)
        items[item].text += items[item].text.isEmpty ? more : " " + more
    }

    private mutating func fence(_ node: OpaquePointer) {
        var length: Int32 = 0
        var indentation: Int32 = 0
        var character: CChar = 0
        guard cmark_node_get_fenced(node, &length, &indentation, &character) != 0 else { return }
        let info = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
        fences.append(
            Markdown.Fence(
                info: info, literal: literal(of: node), lines: lines(of: node),
                mark: (UInt8(bitPattern: character), Int(length))))
    }

    private func criteria() -> [Criterion] {
        var criteria: [Criterion] = []
        for item in items {
            let text = withoutCheckbox(item.text)
            if item.depth == 1 || criteria.isEmpty {
                criteria.append(Criterion(text: text))
            } else if !text.isEmpty {
                criteria[criteria.count - 1].details.append(text)
            }
        }
        return criteria.filter { !$0.text.isEmpty || !$0.details.isEmpty }
    }

    private func withoutCheckbox(_ text: String) -> String {
        for box in ["[ ] ", "[x] ", "[X] "] where text.hasPrefix(box) { return trimmed(String(text.dropFirst(4))) }
        return text
    }

    private func literal(of node: OpaquePointer) -> String {
        cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    }

    private func lines(of node: OpaquePointer) -> Range<Int> {
        let first = max(1, Int(cmark_node_get_start_line(node)))
        return (first + offset)..<(max(first, Int(cmark_node_get_end_line(node))) + 1 + offset)
    }
}

/// A text without white space at either end.
func trimmed(_ text: some StringProtocol) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
}
