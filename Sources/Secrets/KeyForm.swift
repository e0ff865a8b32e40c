/// A form that keys of a well-known service have, by which they are known without knowing the key.
///
/// Only forms that hardly anything else has: a fixed beginning, a length, and a body that is not a placeholder's.
struct KeyForm: Sendable {
    /// What it is, for people.
    var what: String
    /// What it begins with.
    var beginnings: [String]
    /// Bytes that may stand in the body besides letters and digits.
    var marks = ""
    /// How long the body is.
    var length: ClosedRange<Int>
    /// What the body is made of, so that a placeholder is none.
    var body = Body.withDigits

    enum Body {
        /// Upper-case letters and the digits 2 to 7.
        case base32
        /// Something with a digit in it.
        case withDigits
        /// Upper-case letters, lower-case letters and digits.
        case withAll
    }

    static let all: [KeyForm] = [
        KeyForm(what: "an AWS access key id", beginnings: ["AKIA", "ASIA"], length: 16...16, body: .base32),
        KeyForm(
            what: "a GitHub token", beginnings: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], length: 36...255),
        KeyForm(what: "a GitHub token", beginnings: ["github_pat_"], marks: "_", length: 60...255),
        KeyForm(what: "a GitLab token", beginnings: ["glpat-"], marks: "-_", length: 20...255),
        KeyForm(
            what: "a Slack token", beginnings: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-"], marks: "-",
            length: 20...255),
        KeyForm(what: "a Google API key", beginnings: ["AIza"], marks: "-_", length: 35...35),
        KeyForm(what: "a Stripe key", beginnings: ["sk_live_", "rk_live_"], length: 20...255),
        KeyForm(what: "an Anthropic API key", beginnings: ["sk-ant-"], marks: "-_", length: 20...255),
        KeyForm(
            what: "an OpenAI API key", beginnings: ["sk-proj-", "sk-svcacct-", "sk-admin-"], marks: "-_",
            length: 40...255),
        KeyForm(what: "an API key", beginnings: ["sk-"], length: 40...255, body: .withAll),
        KeyForm(what: "an npm token", beginnings: ["npm_"], length: 36...36),
    ]

    /// Where a key of this form ends whose beginning is at `start..<body`; `nil` when it is none.
    func end(in content: [UInt8], start: Int, body: Int) -> Int? {
        if start > 0, content[start - 1].isAlphanumeric || content[start - 1] == UInt8(ascii: "_") { return nil }
        let limit = min(content.count, body + length.upperBound + 1)
        let end =
            content[body..<limit].firstIndex { !$0.isAlphanumeric && !marks.utf8.contains($0) } ?? limit
        guard length.contains(end - body) else { return nil }
        let text = content[body..<end]
        guard Set(text).count >= 8, !text.suffix(7).elementsEqual("EXAMPLE".utf8) else { return nil }
        return isBody(text) ? end : nil
    }

    private func isBody(_ text: ArraySlice<UInt8>) -> Bool {
        let hasDigit = text.contains { (0x30...0x39).contains($0) }
        let hasUpper = text.contains { (0x41...0x5a).contains($0) }
        let hasLower = text.contains { (0x61...0x7a).contains($0) }
        return switch body {
        case .base32: !hasLower && !text.contains { [0x30, 0x31, 0x38, 0x39].contains($0) }
        case .withDigits: hasDigit
        case .withAll: hasDigit && hasUpper && hasLower
        }
    }

    /// What a private key in a text begins with, up to the kind of key.
    static let privateKeyBeginning = "-----BEGIN "

    /// Where the first part of a private key's body ends, for a header that begins at `start`; `nil` when there is no
    /// such header, or no body: a text that only speaks of one.
    static func privateKeyEnd(in content: [UInt8], start: Int) -> Int? {
        let line = content[start..<min(content.count, start + 64)]
        let header = String(decoding: line, as: UTF8.self)
        guard let close = header.dropFirst(privateKeyBeginning.count).start(ofDashes: 5) else { return nil }
        let kind = header.dropFirst(privateKeyBeginning.count).prefix(upTo: close)
        guard kind.hasSuffix("PRIVATE KEY") || kind == "PGP PRIVATE KEY BLOCK" else { return nil }
        var position = start + header.utf8.distance(from: header.startIndex, to: close) + 5
        // Line ends, also as they stand in a text in quotes.
        while position < content.count, [0x0a, 0x0d, 0x20, 0x5c, 0x6e, 0x72].contains(content[position]) {
            position += 1
        }
        let limit = min(content.count, position + 80)
        let end =
            content[position..<limit].firstIndex { byte in
                !byte.isAlphanumeric && !"+/=:-,. ".utf8.contains(byte)
            } ?? limit
        return end - position >= 20 ? end : nil
    }
}

extension Substring {
    fileprivate func start(ofDashes count: Int) -> Index? {
        var run = 0
        for index in indices {
            run = self[index] == "-" ? run + 1 : 0
            if run == count { return self.index(index, offsetBy: 1 - count) }
        }
        return nil
    }
}
