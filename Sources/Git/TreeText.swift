import GitNames

/// The stored form of a tree: `mode name NUL id`, one after the other.
enum TreeText {
    /// The entries, or `nil` when the bytes are not a tree.
    static func parse(_ bytes: [UInt8]) -> [TreeEntry]? { bytes.withUnsafeBytes { parse($0) } }

    private static func parse(_ bytes: UnsafeRawBufferPointer) -> [TreeEntry]? {
        guard let first = bytes.baseAddress else { return [] }
        var entries: [TreeEntry] = []
        // An entry of a short name has about so many bytes.
        entries.reserveCapacity(bytes.count / 36)
        var position = 0
        while position < bytes.count {
            var mode: UInt32 = 0
            while position < bytes.count, bytes[position] != UInt8(ascii: " ") {
                let digit = bytes[position]
                guard (0x30...0x37).contains(digit), mode < 0o1000000 else { return nil }
                mode = mode << 3 | UInt32(digit - 0x30)
                position += 1
            }
            let start = position + 1
            var end = start
            while end < bytes.count, bytes[end] != 0 { end += 1 }
            guard end > start, end + 20 < bytes.count, let mode = self.mode(mode) else { return nil }
            let name = [UInt8](UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            entries.append(
                TreeEntry(name: RawPath(bytes: name), mode: mode, id: ObjectID(loadedFrom: first + end + 1)))
            position = end + 21
        }
        return entries
    }

    /// The stored form of entries that are in order.
    static func bytes(of entries: [TreeEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 48)
        for entry in entries {
            bytes += String(entry.mode.rawValue, radix: 8).utf8
            bytes.append(UInt8(ascii: " "))
            bytes += entry.name.bytes
            bytes.append(0)
            bytes += entry.id.bytes
        }
        return bytes
    }

    /// Git's order: by bytes, a directory as if its name ended in a slash.
    static func precedes(_ left: TreeEntry, _ right: TreeEntry) -> Bool {
        let common = min(left.name.bytes.count, right.name.bytes.count)
        for index in 0..<common where left.name.bytes[index] != right.name.bytes[index] {
            return left.name.bytes[index] < right.name.bytes[index]
        }
        return next(left, common) < next(right, common)
    }

    private static func next(_ entry: TreeEntry, _ index: Int) -> UInt8 {
        if index < entry.name.bytes.count { return entry.name.bytes[index] }
        return entry.mode == .tree ? UInt8(ascii: "/") : 0
    }

    /// The five modes, and the ones that old versions wrote for a file.
    private static func mode(_ raw: UInt32) -> FileMode? {
        if let mode = FileMode(rawValue: raw) { return mode }
        guard raw & 0o170000 == 0o100000 else { return nil }
        return raw & 0o111 == 0 ? .file : .executable
    }
}
