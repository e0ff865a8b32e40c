/// Identifiers of schemas: URI references and their resolution (RFC 3986, section 5.2).
enum SchemaURI {
    /// A reference as it stands against a base, its fragment apart; the fragment is `nil` where there is no `#`.
    static func resolve(_ reference: String, against base: String) -> (uri: String, fragment: String?) {
        let (text, fragment) = split(reference)
        guard !text.isEmpty else { return (base, fragment) }
        if scheme(of: text) != nil { return (text, fragment) }
        let (root, path) = parts(of: base)
        if text.hasPrefix("//") { return (String(root.prefix { $0 != ":" }) + ":" + text, fragment) }
        if text.hasPrefix("/") { return (root + withoutDots(text), fragment) }
        if text.hasPrefix("?") { return (root + path + text, fragment) }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? (root.isEmpty ? "" : "/")
        return (root + withoutDots(folder + text), fragment)
    }

    /// A URI and its fragment.
    static func split(_ text: String) -> (uri: String, fragment: String?) {
        guard let hash = text.firstIndex(of: "#") else { return (text, nil) }
        return (String(text[..<hash]), String(text[text.index(after: hash)...]))
    }

    private static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let scheme = text[..<colon]
        let isScheme = scheme.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2b, 0x2d, 0x2e].contains(byte)
        }
        return isScheme ? scheme : nil
    }

    /// Scheme and authority of a base, and its path without query. A URN has no parts.
    private static func parts(of base: String) -> (root: String, path: String) {
        let bare = String(base.prefix { $0 != "?" })
        guard let scheme = scheme(of: bare) else { return ("", bare) }
        let rest = bare[bare.index(after: scheme.endIndex)...]
        guard rest.hasPrefix("//") else { return (scheme + ":", String(rest)) }
        let authority = rest.dropFirst(2)
        let end = authority.firstIndex(of: "/") ?? authority.endIndex
        return ("\(scheme)://\(authority[..<end])", String(authority[end...]))
    }

    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        for (position, step) in steps.enumerated() {
            switch step {
            case ".": if position == steps.count - 1 { kept.append("") }
            case "..":
                if kept.count > 1 { kept.removeLast() }
                if position == steps.count - 1 { kept.append("") }
            default: kept.append(step)
            }
        }
        return kept.joined(separator: "/")
    }
}
