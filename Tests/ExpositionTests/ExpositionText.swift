/// Prometheus' text format (version 0.0.4), read strictly: what a scraper would not take is an error.
struct ExpositionText {
    struct Sample: Hashable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Wrong: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Wrong(description: "the last line does not end") }
        var seen: Set<[String]> = []
        var finished: Set<String> = []
        var current: String?
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# HELP ") {
                let words = line.dropFirst(7).split(separator: " ", maxSplits: 1)
                guard words.count == 2, helps[String(words[0])] == nil else {
                    throw Wrong(description: "HELP: \(line)")
                }
                helps[String(words[0])] = String(words[1])
                continue
            }
            if line.hasPrefix("# TYPE ") {
                let words = line.dropFirst(7).split(separator: " ")
                guard words.count == 2, ["counter", "gauge", "histogram"].contains(words[1]) else {
                    throw Wrong(description: "TYPE: \(line)")
                }
                if let current { finished.insert(current) }
                current = String(words[0])
                guard types[String(words[0])] == nil else { throw Wrong(description: "two types: \(line)") }
                types[String(words[0])] = String(words[1])
                continue
            }
            let sample = try Self.sample(line)
            let family = Self.family(of: sample.name, types)
            guard let family, family == current, !finished.contains(family) else {
                throw Wrong(description: "not below its type: \(line)")
            }
            let key = [sample.name] + sample.labels.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
            guard seen.insert(key).inserted else { throw Wrong(description: "twice: \(line)") }
            samples.append(sample)
        }
        try checkHistograms()
        for (name, type) in types where type == "counter" && !name.hasSuffix("_total") {
            throw Wrong(description: "a counter without _total: \(name)")
        }
    }

    /// The value of the sample with that name and, among others, these labels.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }?.value
    }

    private static func family(of name: String, _ types: [String: String]) -> String? {
        if types[name] != nil, types[name] != "histogram" { return name }
        for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
            let stem = String(name.dropLast(suffix.count))
            if types[stem] == "histogram" { return stem }
        }
        return nil
    }

    private func checkHistograms() throws {
        for (name, type) in types where type == "histogram" {
            var sets: [[String: String]: [(Double, Double)]] = [:]
            for sample in samples where sample.name == name + "_bucket" {
                var labels = sample.labels
                guard let text = labels.removeValue(forKey: "le"), let bound = Self.number(text) else {
                    throw Wrong(description: "\(name): a bucket without a bound")
                }
                sets[labels, default: []].append((bound, sample.value))
            }
            for (labels, buckets) in sets {
                let isAscending = zip(buckets, buckets.dropFirst()).allSatisfy { $0.0 < $1.0 && $0.1 <= $1.1 }
                guard isAscending, buckets.last?.0 == .infinity else { throw Wrong(description: "\(name): buckets") }
                func only(_ suffix: String) -> Double? {
                    samples.first { $0.name == name + suffix && $0.labels == labels }?.value
                }
                guard only("_count") == buckets.last?.1, only("_sum") != nil else {
                    throw Wrong(description: "\(name): count and sum")
                }
            }
        }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        var rest = line
        let wrong = Wrong(description: "sample: \(line)")
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
        guard let first = name.first, !first.isNumber else { throw wrong }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let key = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                rest = rest.dropFirst(key.count)
                guard !key.isEmpty, rest.hasPrefix("=\"") else { throw wrong }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    guard character == "\\" else {
                        value.append(character)
                        continue
                    }
                    guard let escaped = rest.first, let meant = ["\\": "\\", "n": "\n", "\"": "\""][escaped] else {
                        throw wrong
                    }
                    value += meant
                    rest = rest.dropFirst()
                }
                guard rest.first == "\"", labels.updateValue(value, forKey: String(key)) == nil else { throw wrong }
                rest = rest.dropFirst()
                if rest.first == "," { rest = rest.dropFirst() } else if rest.first != "}" { throw wrong }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = number(String(rest.dropFirst())) else { throw wrong }
        return Sample(name: String(name), labels: labels, value: value)
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: Double(text)
        }
    }
}
