extension Value: CustomStringConvertible {
    /// The value as an expression would write it.
    ///
    /// Long ones are cut: an error message or an explanation shows a value, it does not carry it.
    public var description: String { description(limit: 200) }

    /// The value as an expression would write it, not cut before it has millions of characters.
    public var whole: String { description(limit: 10_000_000) }

    func description(limit: Int) -> String {
        var text = ""
        write(into: &text, limit: limit, depth: 0)
        return text
    }

    private func write(into text: inout String, limit: Int, depth: Int) {
        guard depth < 20 else {
            text += "…"
            return
        }
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .uint(let value): text += "\(value)u"
        case .double(let value): text += value.isFinite ? String(value) : "double(\"\(value.text)\")"
        case .string(let value): text += Self.quoted(value, limit: limit)
        case .bytes(let value):
            text += "b" + Self.quoted(String(decoding: value.prefix(limit), as: UTF8.self), limit: limit)
        case .list(let list):
            Self.write("[", list, "]", into: &text, limit: limit) { element, text in
                element.write(into: &text, limit: limit, depth: depth + 1)
            }
        case .map(let map):
            let keys = map.firstKeys(max(limit / 4, 1))
            Self.write("{", keys, map.count > keys.count ? ", …}" : "}", into: &text, limit: limit) { key, text in
                key.value.write(into: &text, limit: limit, depth: depth + 1)
                text += ": "
                map[key]?.write(into: &text, limit: limit, depth: depth + 1)
            }
        case .timestamp(let value): text += "timestamp(\"\(value)\")"
        case .duration(let value): text += "duration(\"\(value.secondsText)\")"
        case .type(let type): text += type.rawValue
        case .optional(nil): text += "optional.none()"
        case .optional(let value?):
            text += "optional.of("
            value.write(into: &text, limit: limit, depth: depth + 1)
            text += ")"
        }
    }

    private static func write<Element>(
        _ open: String, _ elements: some Sequence<Element>, _ close: String, into text: inout String, limit: Int,
        element: (Element, inout String) -> Void
    ) {
        text += open
        var isFirst = true
        for each in elements {
            if !isFirst { text += ", " }
            isFirst = false
            guard text.utf8.count < limit else {
                text += "…"
                break
            }
            element(each, &text)
        }
        text += close
    }

    static func quoted(_ string: String, limit: Int) -> String {
        var text = "\""
        for (position, scalar) in string.unicodeScalars.enumerated() {
            guard position < limit else {
                text += "…"
                break
            }
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                text += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension Value.Key: CustomStringConvertible {
    /// The key as an expression would write it.
    public var description: String { value.description }

    /// The key without quotes, as JSON writes it.
    var text: String {
        switch self {
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .uint(let value): String(value)
        case .string(let value): value
        }
    }
}

extension Value.Map {
    /// The first keys, without sorting all of a large object for the sake of a message.
    func firstKeys(_ limit: Int) -> [Value.Key] {
        switch storage {
        case .entries(let entries): return Array(entries.keys.prefix(limit))
        case .json(let members):
            guard members.count > limit else { return keys }
            // The least `limit` names, each found by one look over all: the limit is small.
            var least: [String] = []
            for name in members.keys {
                if least.count == limit, let last = least.last, !name.codePointsPrecede(last) { continue }
                let position = least.firstIndex { name.codePointsPrecede($0) } ?? least.count
                least.insert(name, at: position)
                if least.count > limit { least.removeLast() }
            }
            return least.map { .string($0) }
        }
    }
}
