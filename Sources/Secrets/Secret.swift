/// A value that nobody may see, by the name of the environment variable that has it.
public struct Secret: Hashable, Sendable {
    /// The variable's name.
    public var name: String
    /// Its value.
    public var value: [UInt8]

    /// Names a value.
    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// A shorter value is in every text: it is neither masked nor looked for.
    public static let minimumLength = 6

    /// Whether a variable of that name is taken for a secret without being told: `ANTHROPIC_API_KEY`, `db_password`.
    public static func isSecretName(_ name: String) -> Bool {
        let upper = name.uppercased()
        return ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"].contains { upper.contains($0) }
    }

    /// The secrets among variables: those that are named, and those that are passed on and have the name of one.
    ///
    /// - Parameters:
    ///   - named: names of variables that are secret.
    ///   - passed: names of variables that a command sees.
    ///   - environment: where the values are.
    public static func among(
        named: some Sequence<String>, passed: some Sequence<String>, in environment: [String: String]
    ) -> [Secret] {
        Set(named).union(passed.filter(isSecretName)).sorted().compactMap { name in
            environment[name].map { Secret(name: name, value: Array($0.utf8)) }
        }
    }
}

extension Secret {
    /// The value as it is written down: as it is, line by line, and inside a JSON text.
    var plainForms: [[UInt8]] {
        let whole = value.trimmingSpace()
        var forms = [whole]
        let lines = whole.split { $0 == 0x0a || $0 == 0x0d }
        if lines.count > 1 { forms += lines.map { Array($0).trimmingSpace() } }
        forms += forms.map(Self.inJSON)
        forms += forms.flatMap(Self.percentForms)
        return forms.filter { $0.count >= Self.minimumLength }
    }

    /// What of the value's base64 does not depend on what is encoded before and after it, for each of the three places
    /// where it may begin in a group, in both alphabets.
    var base64Forms: [[UInt8]] {
        guard value.trimmingSpace().count >= Self.minimumLength else { return [] }
        let value = value.trimmingSpace()
        return (0..<3).flatMap { before in
            let standard = Self.base64([UInt8](repeating: 0, count: before) + value)
            // Whole characters of ours: after those with a bit of what stands before, up to one with a bit of what follows.
            let from = (before * 8 + 5) / 6
            let form = Array(standard[from..<((before + value.count) * 8 / 6)])
            let forURLs = form.map { $0 == 0x2b ? 0x2d : $0 == 0x2f ? 0x5f : $0 }
            return form == forURLs ? [form] : [form, forURLs]
        }
    }

    private static let hexDigits = (upper: Array("0123456789ABCDEF".utf8), lower: Array("0123456789abcdef".utf8))

    /// As `%XX`, in the ways that encoders differ in.
    private static func percentForms(_ bytes: [UInt8]) -> [[UInt8]] {
        // RFC 3986, paths, JavaScript's `encodeURIComponent`, all but letters and digits, and HTML's forms.
        let kept = ["-._~", "-._~/", "-._~!'()*", "-._", "-._/", ""]
        let marks = kept.map { (kept: $0, plus: false) } + [(kept: "-._*", plus: true)]
        return marks.flatMap { mark in
            [hexDigits.upper, hexDigits.lower].map { digits in
                bytes.flatMap { byte -> [UInt8] in
                    if byte.isAlphanumeric || mark.kept.utf8.contains(byte) { return [byte] }
                    if mark.plus, byte == 0x20 { return [0x2b] }
                    return [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
        }
    }

    /// As it stands between the quotes of a JSON text.
    private static func inJSON(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x22: Array("\\\"".utf8)
            case 0x5c: Array("\\\\".utf8)
            case 0x0a: Array("\\n".utf8)
            case 0x0d: Array("\\r".utf8)
            case 0x09: Array("\\t".utf8)
            default: [byte]
            }
        }
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        var bits = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[bits >> count & 63])
            }
            bits &= 0xff
        }
        if count > 0 { text.append(alphabet[bits << (6 - count) & 63]) }
        return text
    }
}

extension UInt8 {
    /// A letter or digit of ASCII.
    var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
    }

    /// The end of a line.
    var isLineEnd: Bool { self == 0x0a || self == 0x0d }
}

extension [UInt8] {
    /// Without spaces and line ends around it.
    func trimmingSpace() -> [UInt8] {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte.isLineEnd }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return []
        }
        return Array(self[first...last])
    }
}
