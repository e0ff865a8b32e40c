import GitNames

/// The refs of a private repository, read from its files without trusting them.
///
/// No link is followed, nothing but regular files of a few bytes is read, and what does not look like a ref is none.
struct PrivateRefs {
    /// The largest `packed-refs` that is read.
    static let packedLimit = 16 << 20

    private let directory: OpenDirectory
    private let packed: [RefName: ObjectID]

    /// - Parameter directory: The `.git` directory.
    init(in directory: OpenDirectory) {
        self.directory = directory
        let bytes = try? directory.read(Array("packed-refs".utf8), limit: Self.packedLimit).bytes
        packed = bytes.flatMap { Self.packed($0) } ?? [:]
    }

    /// What a ref holds, by way of at most five symbolic ones.
    func commit(at name: RefName) -> ObjectID? {
        var name = name
        for _ in 0..<5 {
            guard let text = loose(name) else { return packed[name] }
            if let id = ObjectID(hex: text) { return id }
            guard text.hasPrefix("ref:") else { return nil }
            let target = RefName(String(text.dropFirst(4).drop { $0 == " " || $0 == "\t" }))
            guard target.isValid, target.text.hasPrefix("refs/") else { return nil }
            name = target
        }
        return nil
    }

    /// The content of a ref's own file, without the space around it.
    private func loose(_ name: RefName) -> String? {
        var parent = directory
        let parts = name.text.split(separator: "/").map { Array($0.utf8) }
        for part in parts.dropLast() {
            guard let next = try? parent.directory(part) else { return nil }
            parent = next
        }
        guard let last = parts.last, let bytes = try? parent.read(last, limit: 4096).bytes else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let isSpace = { (character: Character) in character.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    /// Reads `packed-refs`, or `nil` when a line of it is none that git would write.
    static func packed(_ bytes: [UInt8]) -> [RefName: ObjectID]? {
        var refs: [RefName: ObjectID] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "#") { continue }
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("^"), ObjectID(hex: text.dropFirst()) != nil { continue }
            guard let id = ObjectID(hex: text.prefix(40)), text.dropFirst(40).first == " " else { return nil }
            let name = RefName(String(text.dropFirst(41)))
            guard name.isValid, name.text.hasPrefix("refs/") else { return nil }
            refs[name] = id
        }
        return refs
    }
}
