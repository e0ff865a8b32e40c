import JSONValues

/// A place in a JSON document (RFC 6901).
struct JSONPointer: Hashable {
    private(set) var parts: [String] = []

    static let root = JSONPointer()

    /// The pointer with one part more.
    func appending(_ part: String) -> JSONPointer {
        var longer = self
        longer.parts.append(part)
        return longer
    }

    /// The pointer with all parts of another one.
    func appending(_ other: JSONPointer) -> JSONPointer {
        var longer = self
        longer.parts += other.parts
        return longer
    }

    /// The pointer with one part less; `nil` at the root.
    var parent: JSONPointer? {
        guard !parts.isEmpty else { return nil }
        var shorter = self
        shorter.parts.removeLast()
        return shorter
    }

    func appending(_ position: Int) -> JSONPointer { appending(String(position)) }

    var text: String { parts.map { "/" + Self.escape($0) }.joined() }

    static func escape(_ part: String) -> String {
        part.contains("~") || part.contains("/")
            ? part.replacing("~", with: "~0").replacing("/", with: "~1") : part
    }
}

extension JSONPointer {
    /// Reads the fragment of a reference, its percent signs included; `nil` where it is no pointer.
    init?(fragment: Substring) {
        guard let text = Self.decodingPercents(fragment) else { return nil }
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            parts.append(String(part).replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    private static func decodingPercents(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// What stands there in a document, or `nil`.
    func value(in document: JSON) -> JSON? {
        var value = document
        for part in parts {
            switch value {
            case .object(let members):
                guard let member = members[part] else { return nil }
                value = member
            case .array(let elements):
                guard let position = Int(part), elements.indices.contains(position) else { return nil }
                value = elements[position]
            default: return nil
            }
        }
        return value
    }
}
