extension Duration {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Reads a duration as Go writes it, `1h45m` or `-1.5s`; `nil` for anything else and for what is out of range.
    init?(expressionText text: String) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        if rest == "0" {
            self = .zero
            return
        }
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let whole = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(whole.count)
            var fraction: Substring = ""
            if rest.first == "." {
                fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                rest = rest.dropFirst(fraction.count + 1)
            }
            let name = rest.prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(name.count)
            guard let unit = Self.units.first(where: { $0.name == name }), !(whole.isEmpty && fraction.isEmpty),
                let amount = Self.nanoseconds(whole, fraction, unit.nanoseconds)
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(amount)
            guard !overflow else { return nil }
            total = sum
        }
        self = .nanoseconds(isNegative ? -total : total)
    }

    private static func nanoseconds(_ whole: Substring, _ fraction: Substring, _ unit: Int64) -> Int64? {
        guard let count = whole.isEmpty ? 0 : Int64(whole) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        // A unit's nanoseconds divide by ten as often as its fraction can have digits that count.
        var rest: Int64 = 0
        var scale = unit
        for digit in fraction {
            guard let value = digit.wholeNumberValue else { return nil }
            scale /= 10
            rest += Int64(value) * scale
        }
        let (sum, carry) = product.addingReportingOverflow(rest)
        return carry ? nil : sum
    }
}
