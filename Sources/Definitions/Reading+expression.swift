import Expressions
import Pipelines

extension Reading {
    /// Parses an expression; an error is placed at the character of the file that it is about.
    func expression(_ node: YAMLNode, as what: String) -> WrittenExpression? {
        guard let text = text(node, as: what) else { return nil }
        do throws(ExpressionSyntaxError) {
            let expression = try Expression(parsing: text)
            let written = WrittenExpression(expression: expression, what: what, node: node)
            // Which names exist depends on where the expression stands, and is looked at later.
            report(expression.check(names: expression.roots, expecting: Self.results[what]), in: written)
            return written
        } catch {
            self.error(
                .badExpression, "\(what): \(error.message)", at: position(ofByte: error.position.offset, in: node))
            return nil
        }
    }

    /// Reports what is found in an expression with what is known of its roots, beyond what is found without that.
    func check(_ written: WrittenExpression, shapes: [String: Shape]) {
        let expression = written.expression
        let expected = Self.results[written.what]
        let known = Set(expression.check(names: expression.roots, expecting: expected).map(\.range))
        // A name that does not exist was told of in words that know more of the pipeline.
        let roots = Dictionary(uniqueKeysWithValues: expression.roots.map { ($0, shapes[$0] ?? .any) })
        let found = expression.check(roots: roots, expecting: expected).diagnostics
        report(found.filter { !known.contains($0.range) }, in: written)
    }

    private func report(_ findings: [ExpressionDiagnostic], in written: WrittenExpression) {
        for finding in findings {
            error(
                Diagnostic.Kind(finding.kind), "\(written.what): \(finding.message)",
                at: position(ofByte: finding.position.offset, in: written.node),
                suggestion: finding.suggestion.map { "did you mean \($0.quoted)?" })
        }
    }

    /// What an expression must give, by the key that it stands under.
    private static let results: [String: ValueType] = [
        "`when`": .bool, "`filter`": .bool, "`expression`": .bool, "`success`": .bool, "`retry_on`": .bool,
        "`for_each`": .list,
    ]

    /// Where a byte of a scalar's text stands in the file; the scalar's start where that cannot be told.
    func position(ofByte offset: Int, in node: YAMLNode) -> Position {
        guard case .scalar(let scalar) = node.content else { return node.position }
        let text = Array(scalar.text.unicodeScalars)
        var first = node.position
        first.column += scalar.lead
        // A text with escapes or over several lines does not stand in the file as it is.
        guard source(of: first).holds(text, at: first) else { return node.position }
        let before = scalar.text.utf8.prefix(max(0, offset))
        first.column += String(decoding: before, as: UTF8.self).unicodeScalars.count
        return first
    }
}

extension Diagnostic.Kind {
    /// What a checker's finding is called here.
    init(_ kind: EvaluationError.Kind) {
        self =
            switch kind {
            case .unknownName: .unknownRoot
            case .missingKey: .unknownMember
            case .wrongType: .illTyped
            case .unknownFunction: .unknownFunction
            case .divisionByZero, .overflow, .outOfRange, .invalidArgument, .duplicateKey, .noValue, .limit: .badLiteral
            }
    }
}

/// An expression and where it is written.
struct WrittenExpression {
    var expression: Expression
    /// The key it stands under, as messages name it.
    var what: String
    var node: YAMLNode

    /// Names that only exist here: what a mapping made before this transform.
    var alsoSees: Set<String> = []

    /// The stages that it reads, by their names or as members of `stages`, and each where it is written.
    func stages(among names: Set<String>, in reading: Reading) -> [StageReference] {
        var seen: Set<String> = []
        return expression.rootPaths.compactMap { path in
            guard let root = path.first, !alsoSees.contains(root) else { return nil }
            let isIndexed = root == "stages" && path.count > 1
            let name = isIndexed ? path[1] : root
            guard isIndexed || names.contains(name), seen.insert(name).inserted else { return nil }
            return StageReference(name: StageName(name), position: position(ofRoot: root, in: reading))
        }
    }

    /// Where in the file a root stands for the first time.
    func position(ofRoot root: String, in reading: Reading) -> Position {
        let source = Array(expression.source.utf8)
        let word = Array(root.utf8)
        var index = 0
        while index + word.count <= source.count {
            let end = index + word.count
            if Array(source[index..<end]) == word,
                index == 0 || !(Self.isWord(source[index - 1]) || source[index - 1] == UInt8(ascii: ".")),
                end == source.count || !Self.isWord(source[end])
            {
                return reading.position(ofByte: index, in: node)
            }
            index += 1
        }
        return node.position
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }
}
