/// The line of `objects/info/alternates` that names another directory of objects.
enum Alternates {
    /// The path as it stands, or quoted like a string of C where it would not read back as one line.
    ///
    /// git reads both; libgit2 1.5 does not know quotes.
    static func line(for path: String) -> [UInt8] {
        let bytes = Array(path.utf8)
        let newline = UInt8(ascii: "\n")
        let isPlain =
            !bytes.contains(newline) && bytes.first != UInt8(ascii: "\"") && bytes.first != UInt8(ascii: "#")
        guard !isPlain else { return bytes + [newline] }
        var line = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x7f: line.append(byte)
            default:
                // Three octal digits.
                let digits = [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
                line += [UInt8(ascii: "\\")] + digits
            }
        }
        return line + [UInt8(ascii: "\""), newline]
    }
}
