/// The settings that one config file states, in the order it states them (git-config(1), "Syntax").
///
/// Pure: includes are settings like any other here, and nothing is ever acted on.
struct ConfigText: Sendable {
    /// One `name = value`. `key` is `section.name` or `section.subsection.name`, section and name in lower case.
    struct Setting: Hashable, Sendable {
        var key: String
        /// `nil` when there is no `=`, which means true.
        var value: String?
    }

    /// The settings.
    let settings: [Setting]

    /// Reads a file's text, or tells the line that git would refuse.
    init(_ bytes: [UInt8]) throws(Malformed) {
        var reader = Reader(bytes: bytes)
        settings = try reader.settings()
    }

    /// The last value of a key, and whether the key is there at all.
    func last(_ key: String) -> Setting? { settings.last { $0.key == key } }

    /// A line that is not in the format.
    struct Malformed: Error { var line: Int }

    /// Git's reading of a boolean; what it would refuse is `nil`.
    static func boolean(_ value: String?) -> Bool? {
        switch value?.lowercased() {
        case nil, "true", "yes", "on": true
        case "false", "no", "off", "": false
        case let text?: Int(text).map { $0 != 0 }
        }
    }
}

private struct Reader {
    let bytes: [UInt8]
    var position = 0
    var line = 1

    init(bytes: [UInt8]) {
        self.bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    }

    mutating func settings() throws(ConfigText.Malformed) -> [ConfigText.Setting] {
        var settings: [ConfigText.Setting] = []
        var section = ""
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
            case UInt8(ascii: "#"), UInt8(ascii: ";"): skipLine()
            case UInt8(ascii: "["): section = try header()
            default:
                guard !section.isEmpty, isLetter(byte) else { throw malformed }
                settings.append(try setting(from: byte, in: section))
            }
        }
        return settings
    }

    private mutating func header() throws(ConfigText.Malformed) -> String {
        var name: [UInt8] = []
        while let byte = next() {
            if byte == UInt8(ascii: "]") { return String(decoding: name, as: UTF8.self) }
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { return try subsection(of: name) }
            guard isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else {
                break
            }
            name.append(lower(byte))
        }
        throw malformed
    }

    private mutating func subsection(of section: [UInt8]) throws(ConfigText.Malformed) -> String {
        var byte = next()
        while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { byte = next() }
        guard byte == UInt8(ascii: "\"") else { throw malformed }
        var name = section + [UInt8(ascii: ".")]
        while let byte = next(), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\"") {
                guard next() == UInt8(ascii: "]") else { throw malformed }
                return String(decoding: name, as: UTF8.self)
            }
            guard byte == UInt8(ascii: "\\") else {
                name.append(byte)
                continue
            }
            guard let escaped = next(), escaped != UInt8(ascii: "\n") else { throw malformed }
            name.append(escaped)
        }
        throw malformed
    }

    private mutating func setting(
        from first: UInt8, in section: String
    ) throws(ConfigText.Malformed) -> ConfigText.Setting {
        var name = [lower(first)]
        while let byte = peek, isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") {
            name.append(lower(byte))
            position += 1
        }
        while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") || peek == UInt8(ascii: "\r") { position += 1 }
        let key = section + "." + String(decoding: name, as: UTF8.self)
        switch next() {
        case nil, UInt8(ascii: "\n"): return ConfigText.Setting(key: key, value: nil)
        case UInt8(ascii: "#"), UInt8(ascii: ";"):
            skipLine()
            return ConfigText.Setting(key: key, value: nil)
        case UInt8(ascii: "="): return ConfigText.Setting(key: key, value: try value())
        default: throw malformed
        }
    }

    private mutating func value() throws(ConfigText.Malformed) -> String {
        var value: [UInt8] = []
        var kept = 0  // what trailing white space may not be cut from
        var quoted = false
        scan: while let byte = next() {
            switch byte {
            case UInt8(ascii: "\n"):
                guard !quoted else { throw malformed }
                break scan
            case UInt8(ascii: "\""):
                quoted.toggle()
                kept = value.count
            case UInt8(ascii: "#") where !quoted, UInt8(ascii: ";") where !quoted:
                skipLine()
                break scan
            case UInt8(ascii: " ") where !quoted, UInt8(ascii: "\t") where !quoted, UInt8(ascii: "\r") where !quoted:
                if !value.isEmpty || kept > 0 { value.append(byte) }
            case UInt8(ascii: "\\"):
                switch next() {
                case UInt8(ascii: "\n"): continue
                case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
                case UInt8(ascii: "b"): value.append(8)
                case UInt8(ascii: "\\"): value.append(UInt8(ascii: "\\"))
                case UInt8(ascii: "\""): value.append(UInt8(ascii: "\""))
                default: throw malformed
                }
                kept = value.count
            default:
                value.append(byte)
                kept = value.count
            }
        }
        guard !quoted else { throw malformed }
        return String(decoding: value[..<kept], as: UTF8.self)
    }

    private var malformed: ConfigText.Malformed { ConfigText.Malformed(line: line) }
    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        if position > 0 && bytes[position - 1] == UInt8(ascii: "\n") { line += 1 }
        return bytes[position]
    }

    private mutating func skipLine() {
        while let byte = peek, byte != UInt8(ascii: "\n") { position += 1 }
    }

    private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}
