extension Double {
    /// The text that `string(x)` gives: as short as reads back the same, without an exponent where it is short.
    var text: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
        let text = description
        // Swift writes 3.0 and 1e+20; the language writes 3 and 1e+20.
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension Duration {
    /// The nanoseconds of a duration that the language can hold, else `nil`.
    var wholeNanoseconds: Int64? {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carry ? nil : sum
    }

    /// The text that `string(x)` gives: seconds, with as many digits after the point as it takes.
    var secondsText: String {
        let (seconds, attoseconds) = components
        let fraction = abs(attoseconds / 1_000_000_000)
        let sign = seconds < 0 || attoseconds < 0 ? "-" : ""
        return "\(sign)\(seconds.magnitude)\(Timestamp.fraction(fraction))s"
    }
}

extension Timestamp {
    /// Nanoseconds after a point, without zeros at the end; nothing where there are none.
    static func fraction(_ nanoseconds: some BinaryInteger) -> String {
        guard nanoseconds != 0 else { return "" }
        let digits = String(nanoseconds)
        var padded = Substring(String(repeating: "0", count: max(0, 9 - digits.count)) + digits)
        while padded.last == "0" { padded.removeLast() }
        return ".\(padded)"
    }
}
