import GitNames

/// The header lines and the message of a commit or a tag.
struct ObjectText {
    /// `key`, `value`, in order; continuation lines are dropped.
    private(set) var headers: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
    /// What follows the empty line.
    private(set) var body: ArraySlice<UInt8> = []

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[rest.startIndex..<end]
            rest = end < rest.endIndex ? rest[(end + 1)...] : []
            if line.isEmpty {
                body = rest
                return
            }
            // A line that starts with a space goes on with the one before (signatures).
            guard line.first != UInt8(ascii: " ") else { continue }
            let space = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
            let value = space < line.endIndex ? line[(space + 1)...] : []
            headers.append((line[line.startIndex..<space], value))
        }
    }

    /// The first value of a header.
    func first(_ key: String) -> ArraySlice<UInt8>? {
        headers.first { $0.key.elementsEqual(key.utf8) }?.value
    }

    /// The first value of a header that names an object.
    func object(_ key: String) -> ObjectID? {
        first(key).flatMap { ObjectID(hex: String(decoding: $0, as: UTF8.self)) }
    }

    /// Text in the encoding that the `encoding` header names; anything but Latin-1 is taken as UTF-8.
    func text(_ bytes: ArraySlice<UInt8>) -> String {
        let encoding = first("encoding").map { String(decoding: $0, as: UTF8.self).lowercased() }
        guard let encoding, ["iso-8859-1", "iso8859-1", "latin1", "latin-1"].contains(encoding) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        return String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
    }

    /// A signature: `Name <mail> seconds offset`. What is missing or odd, as in old imports, is empty or zero.
    func signature(_ bytes: ArraySlice<UInt8>) -> Signature {
        let open = bytes.firstIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex
        let close = bytes.lastIndex(of: UInt8(ascii: ">")) ?? bytes.endIndex
        let name = bytes[bytes.startIndex..<open]
        let email = open < close ? bytes[(open + 1)..<close] : []
        let time = close < bytes.endIndex ? bytes[(close + 1)...].split(separator: UInt8(ascii: " ")) : []
        let seconds = time.first.flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
        let offset = time.dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        let trimmed = name.last == UInt8(ascii: " ") ? name.dropLast() : name
        return Signature(
            name: text(trimmed), email: text(email), seconds: seconds,
            offsetMinutes: abs(offset) < 10_000 ? offset / 100 * 60 + offset % 100 : 0)
    }
}
