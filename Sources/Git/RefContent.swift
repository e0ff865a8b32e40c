import GitNames

/// What a file of the ref store holds.
enum RefContent: Hashable, Sendable {
    /// An object.
    case direct(ObjectID)
    /// Whatever another ref holds.
    case symbolic(RefName)

    /// Reads `<40 digits>` or `ref: <name>`; anything else is `nil`.
    init?(_ bytes: [UInt8]) {
        var text = bytes[...]
        while let last = text.last, last <= 0x20 { text.removeLast() }
        if text.starts(with: "ref:".utf8) {
            let name = text.dropFirst(4).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard let target = String(validating: name, as: UTF8.self), !target.isEmpty else { return nil }
            self = .symbolic(RefName(target))
        } else {
            guard let id = ObjectID(hex: String(decoding: text, as: UTF8.self)), !id.isZero else { return nil }
            self = .direct(id)
        }
    }
}
