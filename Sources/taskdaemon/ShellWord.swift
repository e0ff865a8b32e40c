/// A word of a command line that is to be typed into a shell.
enum ShellWord {
    /// The word as the shell takes it for that word alone: as it stands where that is safe, else between quotes.
    static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+@%:,=".utf8.contains(byte) || byte >= 0x80
            }
        }
        return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
