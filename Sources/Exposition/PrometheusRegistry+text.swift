extension PrometheusRegistry {
    /// The media type of `text`.
    public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// Everything in Prometheus' text format, version 0.0.4: metrics and sets of labels in order of their names.
    public var text: String {
        var text = ""
        for family in snapshot {
            let name = Self.name(family.declared.name)
            if !family.declared.help.isEmpty {
                text += "# HELP \(name) \(Self.escaped(family.declared.help, quotes: false))\n"
            }
            text += "# TYPE \(name) \(family.declared.kind.name)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                switch (series, family.declared.kind) {
                case (.number(let value), _): text += "\(name)\(Self.text(labels)) \(Self.text(value))\n"
                case (.histogram(let counts, let sum), .histogram(let buckets)):
                    var total: Int64 = 0
                    for (count, bound) in zip(counts, buckets.map { Self.text($0) } + ["+Inf"]) {
                        total += count
                        text += "\(name)_bucket\(Self.text(labels, le: bound)) \(total)\n"
                    }
                    text += "\(name)_sum\(Self.text(labels)) \(Self.text(sum))\n"
                    text += "\(name)_count\(Self.text(labels)) \(total)\n"
                // A histogram has bounds: `Series` is made from the family's kind.
                case (.histogram, _): continue
                }
            }
        }
        return text
    }

    private static func text(_ labels: Labels, le bound: String? = nil) -> String {
        var parts = stride(from: 0, to: labels.pairs.count, by: 2).map { index in
            "\(name(labels.pairs[index]))=\"\(escaped(String(labels.pairs[index + 1].prefix(longestValue)), quotes: true))\""
        }
        if let bound { parts.append("le=\"\(bound)\"") }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }

    /// Of the value of a label, the beginning.
    private static let longestValue = 200

    private static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }

    /// The name with `_` for everything that may not be in one.
    private static func name(_ text: String) -> String {
        let name = String(
            text.unicodeScalars.map { scalar -> Character in
                let isFit = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                return isFit || scalar == "_" ? Character(scalar) : "_"
            })
        return name.first.map { $0.isNumber } ?? true ? "_" + name : name
    }
}
