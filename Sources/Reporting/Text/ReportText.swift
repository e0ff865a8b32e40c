import Foundation
import JSONValues

/// Reports as JSON text.
public enum ReportText {
    /// The JSON of a report, over several lines, keys sorted, ending in a line break.
    ///
    /// What a terminal could act upon is escaped as JSON escapes it, so the text is safe and the value is the same.
    public static func json(_ report: some Encodable) -> String { text(report, isPretty: true) }

    /// The JSON of a report on one line, for those who read one report after the other.
    public static func jsonLine(_ report: some Encodable) -> String { text(report, isPretty: false) }

    private static func text(_ report: some Encodable, isPretty: Bool) -> String {
        let encoder = JSONEncoder.sorted()
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        // Reports hold texts, whole numbers and booleans: they always encode.
        guard let data = try? encoder.encode(report) else { return "null\n" }
        var safe = String.UnicodeScalarView()
        for scalar in String(decoding: data, as: UTF8.self).unicodeScalars {
            if scalar != "\n", TerminalText.isUnsafe(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    let padding = String(repeating: "0", count: 4 - digits.count)
                    safe.append(contentsOf: "\\u\(padding)\(digits)".unicodeScalars)
                }
            } else {
                safe.append(scalar)
            }
        }
        return String(safe) + "\n"
    }
}
