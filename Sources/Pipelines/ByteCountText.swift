/// Amounts of bytes as settings write them: a whole number and `B`, `KB`, `MB`, `GB`, `TB`, in steps of 1000, or `KiB`,
/// `MiB`, `GiB`, `TiB`, in steps of 1024.
public enum ByteCountText {
    private static let units: [(name: String, factor: Int64)] = [
        ("TiB", 1 << 40), ("TB", 1_000_000_000_000), ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20),
        ("MB", 1_000_000), ("KiB", 1 << 10), ("KB", 1000), ("B", 1),
    ]

    /// Reads `500MB`, `1GB`, `2GiB`, `0`; `nil` for anything else and for more than fits.
    public static func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let count = Int64(digits) else { return nil }
        let unit = text.dropFirst(digits.count)
        if unit.isEmpty { return count == 0 ? 0 : nil }
        guard let factor = units.first(where: { $0.name == unit })?.factor else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    /// Writes an amount in the largest unit that holds it whole.
    public static func write(_ bytes: Int64) -> String {
        guard bytes != 0, let unit = units.first(where: { bytes % $0.factor == 0 }) else { return "\(bytes)B" }
        return "\(bytes / unit.factor)\(unit.name)"
    }
}
