/// Looks for secrets in content that is about to be kept: the values of those it knows, and keys of well-known forms.
public struct SecretScanner: Sendable {
    /// Something that was found.
    public struct Finding: Hashable, Sendable {
        /// Where, in bytes.
        public var range: Range<Int>
        /// From 1.
        public var line: Int
        /// What it is, without saying it: `the value of API_TOKEN`, `an AWS access key id`.
        public var what: String
        /// Whether it is the value of a secret that is known here, rather than something that looks like one.
        public var isValue: Bool
    }

    private let mask: SecretMask
    private let forms: PatternAutomaton
    /// For each pattern of `forms` the form; `nil` for the header of a private key.
    private let kinds: [KeyForm?]

    /// Looks for the forms, and for the secrets that the mask knows.
    public init(_ mask: SecretMask) {
        self.mask = mask
        forms = Self.formPatterns.automaton
        kinds = Self.formPatterns.kinds
    }

    private static let formPatterns: (automaton: PatternAutomaton, kinds: [KeyForm?]) = {
        var patterns: [[UInt8]] = [Array(KeyForm.privateKeyBeginning.utf8)]
        var kinds: [KeyForm?] = [nil]
        for form in KeyForm.all {
            for beginning in form.beginnings {
                patterns.append(Array(beginning.utf8))
                kinds.append(form)
            }
        }
        return (PatternAutomaton(patterns), kinds)
    }()

    /// What is in some content, in the order in which it ends; of what overlaps, the first.
    public func findings(in content: [UInt8]) -> [Finding] {
        var found: [(range: Range<Int>, what: String, isValue: Bool)] = []
        var (form, plain, encoded): (Int32, Int32, Int32) = (0, 0, 0)
        var lineEnds = 0
        let knowsValues = !mask.isEmpty
        for (position, byte) in content.enumerated() {
            form = forms.step(form, byte)
            if form != 0 {
                forms.forEach(at: form) { pattern, length in
                    let start = position + 1 - length
                    if let kind = kinds[pattern] {
                        guard let end = kind.end(in: content, start: start, body: position + 1) else { return }
                        found.append((start..<end, kind.what, false))
                    } else if let end = KeyForm.privateKeyEnd(in: content, start: start) {
                        found.append((start..<end, "a private key", false))
                    }
                }
            }
            guard knowsValues else { continue }
            plain = mask.plain.step(plain, byte)
            if let match = mask.plain.longest(at: plain) {
                let what = "the value of \(mask.name(ofPlain: match.pattern))"
                found.append((position + 1 - match.length..<position + 1, what, true))
            }
            if byte.isLineEnd {
                lineEnds += 1
                if lineEnds > 2 { encoded = 0 }
                continue
            }
            lineEnds = 0
            encoded = mask.encoded.step(encoded, byte)
            if let match = mask.encoded.longest(at: encoded) {
                let what = "the value of \(mask.name(ofEncoded: match.pattern)) in base64"
                var start = position + 1
                var left = match.length
                while left > 0, start > 0 {
                    start -= 1
                    if !content[start].isLineEnd { left -= 1 }
                }
                found.append((start..<position + 1, what, true))
            }
        }
        return numbered(found, in: content)
    }

    /// What is in some content and was not in what it replaces.
    public func findings(in content: [UInt8], replacing old: () -> [UInt8]?) -> [Finding] {
        let found = findings(in: content)
        guard !found.isEmpty, let old = old() else { return found }
        let known = Set(findings(in: old).map { Array(old[$0.range]) })
        return found.filter { !known.contains(Array(content[$0.range])) }
    }

    private func numbered(
        _ found: [(range: Range<Int>, what: String, isValue: Bool)], in content: [UInt8]
    ) -> [Finding] {
        var findings: [Finding] = []
        var line = 1
        var counted = 0
        var end = 0
        for item in found.sorted(by: { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
        )
        where item.range.lowerBound >= end {
            line += content[counted..<item.range.lowerBound].reduce(0) { $1 == 0x0a ? $0 + 1 : $0 }
            counted = item.range.lowerBound
            end = item.range.upperBound
            findings.append(Finding(range: item.range, line: line, what: item.what, isValue: item.isValue))
        }
        return findings
    }
}
