/// A number as people write it: digits and a power of ten, so that 0.0075 is a multiple of 0.0001.
private struct Decimal {
    var digits: UInt64
    var exponent: Int

    /// The shortest digits that read back as the same number; at most 20 of them.
    init?(_ number: SchemaNumber) {
        let text =
            switch number {
            case .int(let value): String(value)
            case .double(let value): value.description
            }
        let parts = text.split(separator: "e", omittingEmptySubsequences: false)
        guard let mantissa = parts.first, let power = parts.count > 1 ? Int(parts[1]) : 0 else { return nil }
        let point = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = point.count > 1 ? point[1] : ""
        guard let whole = point.first, let value = UInt64(whole.drop { $0 == "-" } + fraction) else { return nil }
        digits = value
        exponent = power - fraction.count
        while digits != 0, digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
    }
}

extension SchemaNumber {
    /// Whether this is some whole number of times another, exactly, in decimals.
    func isMultiple(of divisor: SchemaNumber) -> Bool {
        guard let value = Decimal(self), let step = Decimal(divisor), step.digits != 0 else { return false }
        guard value.digits != 0 else { return true }
        // A number that does not end in zero is no multiple of one that ends further to the left.
        guard value.exponent >= step.exponent else { return false }
        var remainder = UInt128(value.digits % step.digits)
        for _ in 0..<(value.exponent - step.exponent) {
            guard remainder != 0 else { return true }
            remainder = remainder * 10 % UInt128(step.digits)
        }
        return remainder == 0
    }
}
