import GitNames

/// A commit of an agent's, read strictly: what git itself would not write is no commit.
struct CommitText {
    let tree: ObjectID
    let parents: [ObjectID]

    /// Reads the stored form, or `nil` when a header is missing, out of order or malformed.
    init?(_ bytes: [UInt8]) {
        // A NUL hides from git what comes after it.
        guard !bytes.contains(0) else { return nil }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        func value(of key: String) -> ArraySlice<UInt8>? {
            guard let line = lines.first, line.starts(with: "\(key) ".utf8) else { return nil }
            lines.removeFirst()
            return line.dropFirst(key.utf8.count + 1)
        }
        func object(_ key: String) -> ObjectID? {
            value(of: key).flatMap { ObjectID(hex: String(decoding: $0, as: UTF8.self)) }
        }
        guard let tree = object("tree") else { return nil }
        var parents: [ObjectID] = []
        while let line = lines.first, line.starts(with: "parent ".utf8) {
            guard let parent = object("parent") else { return nil }
            parents.append(parent)
        }
        guard value(of: "author").map(Self.isSignature) == true, value(of: "committer").map(Self.isSignature) == true,
            lines.contains(where: \.isEmpty)
        else { return nil }
        self.tree = tree
        self.parents = parents
    }

    /// Whether this is `Name <mail> seconds ±hhmm`.
    private static func isSignature(_ line: ArraySlice<UInt8>) -> Bool {
        guard let open = line.firstIndex(of: UInt8(ascii: "<")), let close = line.firstIndex(of: UInt8(ascii: ">")),
            open < close, !line[(open + 1)...].contains(UInt8(ascii: "<")),
            !line[(close + 1)...].contains(UInt8(ascii: ">"))
        else { return false }
        let time = line[(close + 1)...].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard time.count == 3, time[0].isEmpty, (1...18).contains(time[1].count), time[1].allSatisfy(isDigit) else {
            return false
        }
        let zone = time[2]
        return zone.count == 5 && (zone.first == UInt8(ascii: "+") || zone.first == UInt8(ascii: "-"))
            && zone.dropFirst().allSatisfy(isDigit)
    }
}
