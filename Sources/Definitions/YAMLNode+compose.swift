import Yams

extension YAMLNode {
    /// Reads one YAML document; `nil` after an error, which is reported, and for an empty file, which is not.
    static func compose(_ bytes: [UInt8], in reading: Reading) -> YAMLNode? {
        if let problem = HostileText.problem(in: bytes) {
            let before = String(decoding: bytes.prefix(problem.offset), as: UTF8.self)
            reading.error(.tooLarge, problem.message, at: position(ofCharacter: before.count, in: before))
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            reading.error(.notUTF8, "the file is not UTF-8", at: .start)
            return nil
        }
        do {
            // Without the resolver's rules: types are found here, and hashing a key costs no regular expression.
            guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else { return nil }
            var copy = Copy(reading: reading)
            let node = try copy.node(root, depth: 0)
            return node.isNull ? nil : node
        } catch let error as YamlError {
            report(error, text: text, in: reading)
        } catch let error as Copy.TooLarge {
            reading.error(.tooLarge, error.message, at: error.position)
        } catch {
            reading.error(.notYAML, "the file cannot be read as YAML", at: .start)
        }
        return nil
    }

    private static func report(_ error: YamlError, text: String, in reading: Reading) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = Position(mark)
            reading.error(
                .notYAML, "not YAML: \(context.map { $0.text + ", " } ?? "")\(problem)", at: place,
                suggestion: reading.source.hint(onYAMLErrorAt: place, began: context.map { Position($0.mark) }))
        case .reader(let problem, let offset, _, _):
            reading.error(.notYAML, "not YAML: \(problem)", at: position(ofCharacter: offset ?? 0, in: text))
        case .duplicatedKeysInMapping(let keys, let context):
            let first = Position(context.mark)
            let key = keys.first ?? ""
            reading.error(
                .duplicateKey, "the key \(key.quoted) is given twice",
                at: reading.source.position(ofKey: key, after: first) ?? first)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            reading.error(.notYAML, "the file cannot be read as YAML", at: .start)
        }
    }

    private static func position(ofCharacter offset: Int, in text: String) -> Position {
        let before = text.prefix(offset)
        let line = before.lastIndex(where: \.isNewline).map { before[before.index(after: $0)...] } ?? before
        return Position(line: before.count(where: \.isNewline) + 1, column: line.unicodeScalars.count + 1)
    }
}

extension Position {
    init(_ mark: Mark) { self.init(line: max(1, mark.line), column: max(1, mark.column)) }
}

/// The copying of the parser's tree into ours, within bounds.
private struct Copy {
    struct TooLarge: Error {
        var message: String
        var position: Position
    }

    static let maxNodes = 100_000

    let reading: Reading
    private var count = 0
    /// An aliased node has the place of its anchor; a node without a place has that of what it stands in.
    private var last = Position.start

    init(reading: Reading) { self.reading = reading }

    mutating func node(_ node: Node, depth: Int) throws(TooLarge) -> YAMLNode {
        let position = node.mark.map(Position.init) ?? last
        last = position
        count += 1
        guard count <= Self.maxNodes else {
            throw TooLarge(message: "the file has more than \(Self.maxNodes) values", position: position)
        }
        guard depth <= HostileText.maxDepth else {
            throw TooLarge(
                message: "collections are nested more than \(HostileText.maxDepth) deep", position: position)
        }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(content: .scalar(copy(scalar)), position: position)
        case .sequence(let sequence):
            var nodes: [YAMLNode] = []
            for element in sequence { nodes.append(try self.node(element, depth: depth + 1)) }
            return YAMLNode(content: .sequence(nodes), position: position)
        case .mapping(let mapping):
            return YAMLNode(content: .mapping(try entries(mapping, depth: depth)), position: position)
        case .alias:
            throw TooLarge(message: "an alias that names nothing", position: position)
        }
    }

    private mutating func entries(_ mapping: Node.Mapping, depth: Int) throws(TooLarge) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var seen: Set<String> = []
        for (key, value) in mapping {
            let place = key.mark.map(Position.init) ?? last
            let copy = try node(value, depth: depth + 1)
            guard case .scalar(let scalar) = key else {
                reading.error(.keyNotText, "a key is text, not a collection", at: place)
                continue
            }
            if scalar.string == "<<", scalar.style == .plain {
                reading.error(
                    .mergeKey, "merge keys (`<<`) are not supported", at: place,
                    suggestion: "write the keys out; a loop type can take another's with `extends`")
            } else if !seen.insert(scalar.string).inserted {
                reading.error(.duplicateKey, "the key \(scalar.string.quoted) is given twice", at: place)
            } else {
                entries.append(YAMLNode.Entry(key: scalar.string, position: place, value: copy))
            }
        }
        return entries
    }

    private func copy(_ scalar: Node.Scalar) -> YAMLNode.Scalar {
        let isPlain = scalar.style == .plain && scalar.tag.rawValue != Tag.Name.str.rawValue
        let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        return YAMLNode.Scalar(text: scalar.string, isPlain: isPlain, lead: isQuoted ? 1 : 0)
    }
}
