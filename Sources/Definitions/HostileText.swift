/// What is refused before the parser sees it, because reading it would take time or memory out of all proportion.
///
/// The parser shares what an alias names, but hashes every key of a mapping, and a key may be a whole tree of aliases.
/// Without a parser it cannot be known whether a `*` is an alias or part of a text, so what could be one is counted:
/// too much only where a file has plenty of what definitions never need.
enum HostileText {
    /// No definition is longer, in bytes.
    static let maxSize = 1 << 20
    /// No definition with an alias is longer, in bytes.
    static let maxSizeWithAliases = 1 << 14
    /// How many aliases one file may use.
    static let maxAliases = 10
    /// How many explicit keys (`? key`) are let through to be refused with a better message.
    static let maxExplicitKeys = 4
    /// How deep flow collections may nest.
    static let maxDepth = 64

    /// What is wrong, and from which byte on, or `nil`.
    static func problem(in bytes: [UInt8]) -> (message: String, offset: Int)? {
        guard bytes.count <= maxSize else { return ("the file has \(bytes.count) bytes, more than 1 MiB", 0) }
        let aliases = aliases(in: bytes)
        if aliases > maxAliases { return ("the file uses more than \(maxAliases) aliases (`*name`)", 0) }
        if aliases > 0, bytes.count > maxSizeWithAliases { return ("a file with aliases is at most 16 KiB", 0) }
        var depth = 0
        var explicitKeys = 0
        var last = UInt8(ascii: "\n")
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > maxDepth { return ("collections are nested more than \(maxDepth) deep", index) }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth = max(0, depth - 1)
            case UInt8(ascii: "?") where isStart(after: last):
                if index + 1 == bytes.count || isBlank(bytes[index + 1]) { explicitKeys += 1 }
                if explicitKeys > maxExplicitKeys {
                    return ("keys written with `?` are not used in definitions", index)
                }
            default: break
            }
            if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { last = byte }
        }
        return nil
    }

    /// How many times an anchor's name stands after a `*`, behind its `&`.
    private static func aliases(in bytes: [UInt8]) -> Int {
        var anchors: Set<ArraySlice<UInt8>> = []
        var count = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
            let start = index
            while index < bytes.count, isName(bytes[index]) { index += 1 }
            guard index > start else { continue }
            if byte == UInt8(ascii: "&") {
                anchors.insert(bytes[start..<index])
            } else if anchors.contains(bytes[start..<index]) {
                count += 1
            }
        }
        return count
    }

    private static func isStart(after last: UInt8) -> Bool {
        switch last {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"),
            UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","):
            true
        default: false
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
