/// The head of an HTTP/1.1 request (RFC 9112), as far as one server of one page needs it.
struct RequestHead: Hashable {
    /// `GET`, `HEAD`, …
    var method: String
    /// The path, without a query.
    var path: String

    /// What is there so far.
    enum Parsed: Hashable {
        case head(RequestHead)
        /// The head does not end yet.
        case unfinished
        /// The status code that says what is wrong.
        case wrong(Int)
    }

    /// A longer head is refused.
    static let longest = 8192

    /// Reads the head; what stands behind it does not matter.
    static func parse(_ bytes: [UInt8]) -> Parsed {
        guard let end = end(of: bytes) else { return bytes.count > longest ? .wrong(431) : .unfinished }
        guard end <= longest else { return .wrong(431) }
        guard let line = bytes[..<end].split(separator: UInt8(ascii: "\n")).first else { return .wrong(400) }
        let text = String(decoding: line, as: UTF8.self).trimmingSuffix("\r")
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3,
            words.allSatisfy({ word in !word.isEmpty && word.utf8.allSatisfy { 0x21...0x7e ~= $0 } })
        else { return .wrong(400) }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { return .wrong(505) }
        let path = words[1].prefix { $0 != "?" && $0 != "#" }
        return .head(RequestHead(method: String(words[0]), path: String(path)))
    }

    /// Where the empty line ends, whether lines end in CRLF or LF alone.
    private static func end(of bytes: [UInt8]) -> Int? {
        var isEmptyLine = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                if isEmptyLine { return index + 1 }
                isEmptyLine = true
            case UInt8(ascii: "\r"): continue
            default: isEmptyLine = false
            }
        }
        return nil
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
